import type { Job } from '../../../../nodes/shared/api/resources/jobs';
import { readJob, waitForJob } from '../../../../nodes/shared/api/work/job';
import { answerOf, failing, failureOf, ListedRuns } from '../../support/listedRuns';

type Answer = ReturnType<typeof answerOf>;

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns();
});

/** Answers the looks at the job in order, the last of them again and again. */
function looks(...answers: Array<Answer | string>): void {
	hub.on.jobStatus = () => {
		const [next] = answers.length > 1 ? answers.splice(0, 1) : answers;
		return typeof next === 'string' ? answerOf({ state: next }) : next;
	};
}

const wait = async (limitMs = 60_000): Promise<Job> => await waitForJob(hub.api, 'j', limitMs);
const asked = () => hub.requests.map(({ operationId }) => operationId);

const HINT_REFUSED = 'Check the values of this node against the message of AI Hub.';

describe('reading a job', () => {
	it('takes the newer address where there is one', async () => {
		looks('RUNNING');
		expect(await readJob(hub.api, 'j')).toEqual({ state: 'RUNNING' });
		expect(asked()).toEqual(['jobStatus']);
	});

	it('falls back on the older address', async () => {
		hub.on.pollBatchesJob = () => answerOf({ state: 'COMPLETE' });
		expect(await readJob(hub.api, 'j')).toEqual({ state: 'COMPLETE' });
		expect(asked()).toEqual(['jobStatus', 'pollBatchesJob']);
	});

	it('tells what the newer address said where the job is at neither', async () => {
		hub.on.pollBatchesJob = () => failing(500);
		const error = await failureOf(readJob(hub.api, 'j'));
		expect(error).toMatchObject({ kind: 'notFound', details: { operationId: 'jobStatus' } });
	});

	it('does not try the older address for other trouble', async () => {
		looks(failing(400));
		const error = await failureOf(readJob(hub.api, 'j'));
		expect(error.message).toBe('AI Hub rejected the request (HTTP 400): their 400');
		expect(error.hint).toBe(HINT_REFUSED);
		expect(asked()).toEqual(['jobStatus']);
	});

	it('hands on an error that is not of AI Hub, and does not try the older address', async () => {
		hub.api.throwIfCancelled = () => {
			throw Object.assign(new TypeError('stopped'), { kind: 'notFound' });
		};
		await expect(readJob(hub.api, 'j')).rejects.toThrow(new TypeError('stopped'));
		expect(asked()).toEqual([]);
	});
});

describe('waiting for a job', () => {
	it.each(['COMPLETE', 'DONE', 'complete', 'Done'])('ends when it is %s', async (state) => {
		looks('RUNNING', state);
		expect(await wait()).toEqual({ state });
		expect(hub.slept).toEqual([250]);
	});

	it.each(['FAILED', 'CANCELLED', 'CANCELED', 'failed'])('fails when it is %s', async (state) => {
		looks('RUNNING', answerOf({ state, message: 'locked by a run' }));
		const error = await failureOf(wait());
		expect(error.kind).toBe('rejected');
		expect(error.message).toBe(`Job j ended as ${state}: locked by a run`);
		expect(error.details).toEqual({
			hint: 'Try the deletion again. If it fails again, delete it in AI Hub.',
			apiMessage: 'locked by a run',
		});
	});

	it('tells of a failure without a reason', async () => {
		looks('FAILED');
		const error = await failureOf(wait());
		expect(error.message).toBe('Job j ended as FAILED: no reason given');
	});

	it('looks less and less often', async () => {
		looks(...Array<string>(7).fill('RUNNING'), 'COMPLETE');
		await wait();
		expect(hub.slept).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
	});

	it('gives each look twenty seconds', async () => {
		looks('RUNNING', 'COMPLETE');
		await wait();
		const look = {
			operationId: 'jobStatus',
			method: 'GET',
			path: '/v2/jobs/j',
			timeoutMs: 20_000,
			wholeMs: 20_000,
		};
		expect(hub.requests).toStrictEqual([look, look]);
	});

	it.each([
		[0, []],
		[1, [1]],
		[250, [250]],
		[1_000, [250, 500, 250]],
	])('keeps a limit of %i ms', async (limitMs, slept) => {
		looks('PENDING');
		const error = await failureOf(wait(limitMs));
		expect(error.kind).toBe('waitTimedOut');
		expect(error.message).toBe('Job j was still PENDING when the wait limit was over.');
		expect(error.hint).toBe(
			'AI Hub goes on with it. Look at it later with Job → Get, or raise the limit.',
		);
		expect(hub.slept).toEqual(slept);
	});

	it('does not take an answer without a state for one', async () => {
		looks(answerOf({ state: null, status: '' }));
		const error = await failureOf(wait());
		expect(error.message).toBe(
			'AI Hub\'s answer is not what was asked for: it has no "state" or "status"',
		);
	});

	it('refuses a limit that is no number', async () => {
		expect(await failureOf(wait(NaN))).toMatchObject({ kind: 'invalidInput' });
		expect(hub.requests).toEqual([]);
	});
});

describe('a look at a job that fails', () => {
	it.each([401, 404])('at any time with %i ends the wait', async (status) => {
		looks('RUNNING', failing(status));
		const error = await failureOf(wait());
		expect(error.details.status).toBe(status);
		expect(hub.slept).toEqual([250]);
	});

	it('at first ends the wait', async () => {
		looks(failing(503), 'COMPLETE');
		expect((await failureOf(wait())).details.status).toBe(503);
		expect(hub.slept).toEqual([]);
	});

	it('at first is repeated while there is time', async () => {
		hub.api.retries = true;
		looks(failing(503), failing(503), 'COMPLETE');
		expect(await wait()).toEqual({ state: 'COMPLETE' });
		expect(hub.slept).toEqual([375, 750]);
	});

	it('at first is not repeated when the limit would be over', async () => {
		hub.api.retries = true;
		looks(failing(503));
		expect((await failureOf(wait(500))).details.status).toBe(503);
		expect(hub.slept).toEqual([375]);
	});

	it('later is made up for by the next one, and not repeated by itself', async () => {
		hub.api.retries = true;
		looks('RUNNING', failing(503), failing(429), 'COMPLETE');
		expect(await wait()).toEqual({ state: 'COMPLETE' });
		expect(hub.slept).toEqual([250, 500, 1_000]);
	});

	it('at the end of the limit is told, with the state before it', async () => {
		looks('RUNNING', failing(503));
		const error = await failureOf(wait(250));
		expect(error.message).toBe(
			'Job j was still RUNNING when the wait limit was over. The last look failed: AI Hub could not answer (HTTP 503): their 503.',
		);
	});
});
