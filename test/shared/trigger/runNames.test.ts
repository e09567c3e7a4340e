import { failing } from '../support/listedRuns';
import { COMPLETED, ReportedRun } from '../support/reportedRun';
import { parametersOf } from '../support/triggerParameters';

let hub: ReportedRun;

beforeEach(() => {
	hub = new ReportedRun();
});

describe('the names of what runs read', () => {
	const NAMELESS = { batch_name: null, file_names: [] };

	it('are asked for of twenty runs', async () => {
		const itemsOf = hub.itemsOf(parametersOf());
		for (let count = 0; count < 20; count++) {
			expect((await itemsOf(COMPLETED))[0].run.batch_name).toBe('Invoices');
		}
		hub.requests.length = 0;
		expect((await itemsOf(COMPLETED))[0].run).toMatchObject({ ...NAMELESS, id: 'run-1' });
		expect(hub.requests).toEqual([]);
	});

	it('are not asked for again where AI Hub did not answer', async () => {
		const itemsOf = hub.itemsOf(parametersOf());
		hub.on.getBatch = () => failing(503);
		expect((await itemsOf(COMPLETED))[0].run).toMatchObject({
			batch_name: null,
			file_names: ['a.pdf'],
		});
		expect((await itemsOf(COMPLETED))[0].run).toMatchObject(NAMELESS);
		expect(hub.sent('getBatch')).toHaveLength(1);
	});

	it('are asked for again where a batch is gone', async () => {
		const itemsOf = hub.itemsOf(parametersOf());
		hub.on.getBatch = hub.on.listFiles = () => failing(404);
		expect((await itemsOf(COMPLETED))[0].run).toMatchObject(NAMELESS);
		await itemsOf(COMPLETED);
		expect(hub.sent('getBatch')).toHaveLength(2);
	});
});
