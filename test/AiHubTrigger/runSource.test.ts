import { runSource } from '../../nodes/AiHubTrigger/runSource';
import { failing, failureOf, ListedRuns, secondsAgo } from '../shared/support/listedRuns';

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns([
		{ id: 'old', app_id: 'app', status: 'COMPLETE', ...secondsAgo(60) },
		{ id: 'new', app_id: 'app', status: 'COMPLETE', ...secondsAgo(30) },
		{ id: 'of another app', app_id: 'other', status: 'COMPLETE', ...secondsAgo(30) },
	]);
});

const source = (filters = { app_id: 'app' }) => runSource(hub.api, filters);

test('a page of runs is asked for with the filters, sorted by start', async () => {
	const query = {
		from: 1,
		to: 2_000_000_000,
		status: ['COMPLETE'],
		order: 'DESCENDING' as const,
		limit: 50,
		offset: 0,
	};
	expect((await source().list(query)).map(({ id }) => id)).toEqual(['new', 'old']);
	expect(hub.requests).toHaveLength(1);
	expect(hub.requests[0]).toMatchObject({
		operationId: 'listRuns',
		query: {
			app_id: 'app',
			status: ['COMPLETE'],
			from_timestamp: 1,
			to_timestamp: 2_000_000_000,
			sort_by: 'start_timestamp',
			order: 'DESCENDING',
			limit: 50,
			offset: 0,
		},
	});
});

test('the next page, oldest first, goes on behind it', async () => {
	const query = { from: 1, order: 'ASCENDING' as const, limit: 1, offset: 1 };
	expect((await source().list(query)).map(({ id }) => id)).toEqual(['new']);
});

test('a page is the whole answer or a failure', async () => {
	hub.instead.push(() => failing(503));
	const page = source().list({ from: 1, order: 'ASCENDING', limit: 1, offset: 0 });
	expect((await failureOf(page)).kind).toBe('unavailable');
});

test('a run is looked up by its ID', async () => {
	expect(await source().get('new')).toMatchObject({ id: 'new', status: 'COMPLETE' });
	expect(await source().get('deleted')).toBeUndefined();
});
