import { NetworkFailure } from '../../../nodes/shared/api/wire/send';
import type { TriggerParameters } from '../../../nodes/shared/trigger/parameters';
import type { RunEvent } from '../../../nodes/shared/trigger/transitions';
import { failureOf } from '../support/listedRuns';
import { COMPLETED, happened, ReportedRun } from '../support/reportedRun';
import { resultsAs } from '../support/triggerParameters';

let hub: ReportedRun;

const wanting = (...events: RunEvent[]) => ({ wanted: new Set(events) });

describe('results that take too long', () => {
	const late = (code: string) => async () => await Promise.reject(new NetworkFailure(code, ''));
	const given = async (parameters: TriggerParameters, transition = COMPLETED) => {
		const items = await hub.itemsOf(parameters, false, (id) => `no time for ${id}`)(transition);
		return items.map(({ run }) => run);
	};
	beforeEach(() => {
		hub = new ReportedRun();
		hub.on.getRunResults = late('ETIMEDOUT');
	});

	it('fail, unless the caller gives them up', async () => {
		expect((await failureOf(hub.jsonsOf(resultsAs('documents')))).kind).toBe('unavailable');
		expect(await given(resultsAs('documents'))).toMatchObject([
			{ event: 'runCompleted', id: 'run-1', results_error: 'no time for run-1' },
		]);
	});

	it('are told from a connection that broke off, or was never made', async () => {
		for (const code of ['ECONNRESET', 'UND_ERR_CONNECT_TIMEOUT']) {
			hub.on.getRunResults = late(code);
			expect((await failureOf(given(resultsAs('documents')))).kind).toBe('unavailable');
		}
	});

	it('are not given up where they decide whether there is anything to report', async () => {
		const reviews = resultsAs('documents', wanting('reviewFinished'));
		expect((await failureOf(given(reviews))).kind).toBe('unavailable');
		const finished = happened('reviewFinished', 'COMPLETE');
		expect(await given(reviews, finished)).toMatchObject([
			{ event: 'reviewFinished', results_error: 'no time for run-1' },
		]);
		const both = resultsAs('documents', wanting('reviewFinished', 'runCompleted'));
		expect(await given(both)).toMatchObject([{ event: 'runCompleted' }]);
	});
});
