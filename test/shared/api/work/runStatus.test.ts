import type { Run } from '../../../../nodes/shared/api/resources/runs';
import { AiHubError, attempt } from '../../../../nodes/shared/api/wire/errors';
import {
	assertCompleted,
	endedBadly,
	isFinished,
	judgeLook,
	needsReview,
	stateOf,
} from '../../../../nodes/shared/api/work/runStatus';

const run = (status?: string, more: Partial<Run> = {}): Run => ({ id: 'run-1', status, ...more });

describe('a status', () => {
	it.each([
		['COMPLETE', 'complete', { finished: true, bad: false, review: false }],
		['FAILED', 'failed', { finished: true, bad: true, review: false }],
		['CANCELLED', 'cancelled', { finished: true, bad: true, review: false }],
		['CANCELED', 'cancelled', { finished: true, bad: true, review: false }],
		['STOPPED_AT_CHECKPOINT', 'review', { finished: false, bad: false, review: true }],
		['complete', 'complete', { finished: true, bad: false, review: false }],
		['RUNNING', 'open', { finished: false, bad: false, review: false }],
		['SOMETHING_NEW', 'open', { finished: false, bad: false, review: false }],
		['', 'open', { finished: false, bad: false, review: false }],
		[undefined, 'open', { finished: false, bad: false, review: false }],
	])('%s means %s', (status, state, { finished, bad, review }) => {
		expect(stateOf(run(status))).toBe(state);
		expect(isFinished(run(status))).toBe(finished);
		expect(endedBadly(run(status))).toBe(bad);
		expect(needsReview(run(status))).toBe(review);
	});
});

describe('a look of somebody who waits', () => {
	it.each(['return', 'wait', 'fail'] as const)('goes on while the run works (%s)', (onReview) => {
		expect(judgeLook(run('RUNNING'), onReview)).toBe('open');
	});

	it.each(['COMPLETE', 'FAILED', 'CANCELLED'])('ends with %s', (status) => {
		expect(judgeLook(run(status), 'fail')).toBe('ended');
	});

	it('ends, or goes on, when the run stops for review, as was wanted', () => {
		expect(judgeLook(run('STOPPED_AT_CHECKPOINT'), 'return')).toBe('ended');
		expect(judgeLook(run('STOPPED_AT_CHECKPOINT'), 'wait')).toBe('open');
	});

	it('fails when the run stops for review and nobody reviews; the error names the run', () => {
		const stopped = run('STOPPED_AT_CHECKPOINT', { app_id: 'app' });
		const error = judgeLook(stopped, 'fail') as AiHubError;
		expect(error).toBeInstanceOf(AiHubError);
		expect(error.kind).toBe('runFailed');
		expect(error.message).toMatch(/run-1 .*review/);
		expect(error.hint).toMatch(/Review it.*Wait for Completion.*Get Results/);
		expect(error.details).toMatchObject({
			runId: 'run-1',
			runStatus: 'STOPPED_AT_CHECKPOINT',
			run: stopped,
		});
	});
});

describe('the results of a run', () => {
	async function refusalOf(of: Run): Promise<AiHubError> {
		const outcome = await attempt(async () => assertCompleted(of));
		const error = outcome.ok ? undefined : outcome.error;
		expect(error).toBeInstanceOf(AiHubError);
		return error as AiHubError;
	}

	it('are there when it has completed', () => {
		expect(() => assertCompleted(run('COMPLETE'))).not.toThrow();
	});

	it("are refused when it failed, in AI Hub's words", async () => {
		const failed = run('FAILED', { msg: 'no such model', deployment_id: 'd' });
		const error = await refusalOf(failed);
		expect(error.kind).toBe('runFailed');
		expect(error.message).toBe('Run run-1 failed: no such model');
		expect(error.hint).toMatch(/reason.*still in the batch.*run again/);
		expect(error.details).toMatchObject({
			apiMessage: 'no such model',
			runId: 'run-1',
			runStatus: 'FAILED',
			run: failed,
		});
	});

	it.each([null, undefined, ''])('are refused without a reason when there is none', async (msg) => {
		expect((await refusalOf(run('FAILED', { msg }))).message).toBe('Run run-1 failed');
	});

	it('no reason is none, not null', async () => {
		expect((await refusalOf(run('FAILED', { msg: null }))).details.apiMessage).toBeUndefined();
	});

	it('are refused when it was cancelled, which is not a failure', async () => {
		expect((await refusalOf(run('CANCELED'))).message).toBe('Run run-1 was cancelled');
	});
});
