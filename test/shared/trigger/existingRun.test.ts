import { existingRun } from '../../../nodes/shared/trigger/existingRun';
import { failing, failureOf, ListedRuns } from '../support/listedRuns';

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns([{ id: 'run-1', status: 'COMPLETE' }]);
});

it('gives a run that AI Hub knows', async () => {
	expect(await existingRun(hub.api, 'run-1')).toEqual({ id: 'run-1', status: 'COMPLETE' });
	expect(hub.requests).toMatchObject([{ operationId: 'getRunStatus' }]);
});

it('gives none that AI Hub does not know', async () => {
	expect(await existingRun(hub.api, 'run-2')).toBeUndefined();
});

it.each([
	[403, 'forbidden'],
	[400, 'rejected'],
	[503, 'unavailable'],
])('says nothing of the run when it is answered %i', async (status, kind) => {
	hub.instead.push(() => failing(status));
	expect((await failureOf(existingRun(hub.api, 'run-1'))).kind).toBe(kind);
});

it("says nothing of the run when a proxy's page is answered", async () => {
	hub.instead.push(() => ({ status: 404, headers: {}, body: '<html>Not here</html>' }));
	expect((await failureOf(existingRun(hub.api, 'run-1'))).kind).toBe('notFound');
});
