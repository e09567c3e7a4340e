import { getRunStatus } from '../../../../nodes/shared/api/resources/runs';
import { answerOf, ListedRuns } from '../../support/listedRuns';

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns();
});

describe('a look at a run', () => {
	it('asks for it by its ID', async () => {
		hub.on.getRunStatus = () => answerOf({ id: 'r 1', status: 'COMPLETE', batch_id: 7 });
		expect(await getRunStatus(hub.api, 'r 1')).toStrictEqual({
			id: 'r 1',
			status: 'COMPLETE',
			batch_id: 7,
		});
		expect(hub.requests).toStrictEqual([
			{ operationId: 'getRunStatus', method: 'GET', path: '/v2/apps/runs/r%201' },
		]);
	});

	it('knows the ID when the answer does not repeat it', async () => {
		hub.on.getRunStatus = () => answerOf({ status: 'RUNNING' });
		expect(await getRunStatus(hub.api, 'r1')).toStrictEqual({ id: 'r1', status: 'RUNNING' });
	});

	it('leaves out the settings, in which a server may repeat passwords', async () => {
		const settings = { runtime_config: { instabase: { pdf: { passwords: { 'a.pdf': 'open' } } } } };
		hub.on.getRunStatus = () => answerOf({ id: 'r1', settings });
		expect(await getRunStatus(hub.api, 'r1')).toStrictEqual({ id: 'r1' });
	});

	const NS = 1_767_312_000_000_000_000;

	it.each<[object, object]>([
		[{ id: 7 }, { id: '7' }],
		[
			{ id: null, run_id: 8 },
			{ id: '8', run_id: 8 },
		],
		[
			{ id: 'r1', run_id: 'r2' },
			{ id: 'r1', run_id: 'r2' },
		],
		[
			{ id: 'r1', status: 3 },
			{ id: 'r1', status: '3' },
		],
		[
			{ id: 'r1', status: null },
			{ id: 'r1', status: undefined },
		],
		[
			{ id: 'r1', status: '' },
			{ id: 'r1', status: undefined },
		],
		[
			{ id: 'r1', status: {} },
			{ id: 'r1', status: undefined },
		],
		[
			{ id: 'r1', msg: 'done' },
			{ id: 'r1', msg: 'done' },
		],
		[
			{ id: 'r1', msg: 5 },
			{ id: 'r1', msg: '5' },
		],
		[
			{ id: 'r1', msg: null },
			{ id: 'r1', msg: null },
		],
		[
			{ id: 'r1', msg: '' },
			{ id: 'r1', msg: null },
		],
		[
			{ id: 'r1', msg: ['done'] },
			{ id: 'r1', msg: null },
		],
		[
			{ id: 'r1', start_timestamp: NS },
			{ id: 'r1', start_timestamp: NS },
		],
		[
			{ id: 'r1', start_timestamp: NS / 1e9 },
			{ id: 'r1', start_timestamp: NS },
		],
		[
			{ id: 'r1', start_timestamp: null },
			{ id: 'r1', start_timestamp: null },
		],
		[
			{ id: 'r1', start_timestamp: 'soon' },
			{ id: 'r1', start_timestamp: null },
		],
		[
			{ id: 'r1', finish_timestamp: NS / 1e6 },
			{ id: 'r1', finish_timestamp: NS },
		],
		[
			{ id: 'r1', finish_timestamp: '2026-01-02' },
			{ id: 'r1', finish_timestamp: NS },
		],
		[
			{ id: 'r1', finish_timestamp: 0 },
			{ id: 'r1', finish_timestamp: null },
		],
		[
			{ id: 'r1', tags: ['a', 7, null, 'b'] },
			{ id: 'r1', tags: ['a', 'b'] },
		],
		[
			{ id: 'r1', tags: 'a' },
			{ id: 'r1', tags: ['a'] },
		],
		[
			{ id: 'r1', tags: [] },
			{ id: 'r1', tags: [] },
		],
		[
			{ id: 'r1', tags: null },
			{ id: 'r1', tags: null },
		],
		[
			{ id: 'r1', tags: { a: 1 } },
			{ id: 'r1', tags: null },
		],
		[
			{ id: 'r1', more: { a: 1 } },
			{ id: 'r1', more: { a: 1 } },
		],
	])('takes %j for %j', async (answer, run) => {
		hub.on.getRunStatus = () => answerOf(answer);
		expect(await getRunStatus(hub.api, 'asked')).toStrictEqual(run);
	});

	it('takes secrets out of the words of AI Hub', async () => {
		hub.api.redact = (text) => text.replace('opensesame', '***');
		hub.on.getRunStatus = () => answerOf({ id: 'r1', msg: 'opensesame opens nothing' });
		expect(await getRunStatus(hub.api, 'r1')).toEqual({ id: 'r1', msg: '*** opens nothing' });
	});
});
