import { filtersOf, postRun } from '../../../../nodes/shared/api/work/runTarget';
import { answerOf, ListedRuns } from '../../support/listedRuns';

const newestFirst = { sort_by: 'start_timestamp', order: 'DESCENDING' };

describe('the runs that are looked for are listed newest first', () => {
	it('by the ID of their app', () => {
		const filters = filtersOf({ app: { app_id: 'app', owner: 'me' } });
		expect(filters).toEqual({ app_id: 'app', ...newestFirst });
	});

	it('by the name of their app, when it has no ID', () => {
		const named = { app_name: 'App', ...newestFirst };
		expect(filtersOf({ app: { app_name: 'App' } })).toEqual(named);
		expect(filtersOf({ app: { app_id: '', app_name: 'App' } })).toEqual(named);
	});

	it('by their deployment', () => {
		const filters = filtersOf({ deploymentId: 'd' });
		expect(filters).toEqual({ deployment_id: 'd', ...newestFirst });
	});
});

describe('a start', () => {
	const hub = new ListedRuns();

	beforeEach(() => {
		hub.requests.length = 0;
		hub.instead.push(() => answerOf({ id: 'new' }));
	});

	it('of an app names the app and what it is over', async () => {
		const target = { app: { app_name: 'App', owner: 'me' } };
		expect(await postRun(hub.api, { target, body: { batch_id: 1 } })).toEqual({ id: 'new' });
		expect(hub.requests).toMatchObject([
			{ operationId: 'runApp', body: { json: { app_name: 'App', owner: 'me', batch_id: 1 } } },
		]);
	});

	it('of a deployment goes to the deployment', async () => {
		const start = { target: { deploymentId: 'd 1' }, body: { input_dir: 'in' } };
		expect(await postRun(hub.api, start)).toEqual({ id: 'new' });
		expect(hub.requests).toMatchObject([
			{
				operationId: 'runDeployment',
				path: '/v2/apps/deployments/d%201/runs',
				body: { json: { input_dir: 'in' } },
			},
		]);
	});
});
