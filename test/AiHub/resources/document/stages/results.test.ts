import { resultsOf } from '../../../../../nodes/AiHub/resources/document/stages/results';
import type {
	StartedRun,
	Wanted,
} from '../../../../../nodes/AiHub/resources/document/stages/types';
import type { ResultIncludes } from '../../../../../nodes/shared/api/resources/results';
import type { Run } from '../../../../../nodes/shared/api/resources/runs';
import { AiHubError } from '../../../../../nodes/shared/api/wire/errors';
import { answerOf, failing, failureOf, ListedRuns } from '../../../../shared/support/listedRuns';
import { RULES, wanting } from './finishedRun';

const runThatIs = (status: string): Run => ({ id: '7', status, app_id: 'app' });
const COMPLETE = runThatIs('COMPLETE');
const STOPPED = runThatIs('STOPPED_AT_CHECKPOINT');

function startedWith(wanted: Partial<Wanted> = {}): StartedRun {
	return {
		run: runThatIs('RUNNING'),
		itemIndexes: [2],
		files: [{ name: 'a.pdf', itemIndex: 2, property: 'data' }],
		notice: 'found again',
		wanted: wanting(wanted),
	};
}

const NO_FILES = { id: '7', files: [], has_more: false };
let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns();
});

/** What is answered to each page of results. */
const answers = (...bodies: object[]) =>
	hub.instead.push(...bodies.map((body) => () => answerOf(body)));

describe('what a run gave', () => {
	it('goes with what was known of it, and with its last state', async () => {
		const started = startedWith();
		answers({ id: '7', files: [{ original_file_name: 'a.pdf' }], has_more: false });
		expect(await resultsOf(hub.api, started, COMPLETE)).toEqual({
			...started,
			run: COMPLETE,
			results: { id: '7', files: [{ original_file_name: 'a.pdf' }], has_more: false },
			waitsForReview: false,
		});
	});

	it('is read to the end', async () => {
		const [first, second] = [{ original_file_name: 'a' }, { original_file_name: 'b' }];
		answers({ files: [first], has_more: true }, { files: [second], has_more: false });
		const { results } = await resultsOf(hub.api, startedWith(), COMPLETE);
		expect(results.files).toEqual([first, second]);
		expect(hub.requests.map(({ path }) => path)).toEqual(
			Array.from({ length: 2 }, () => '/v2/apps/runs/7/results'),
		);
		expect(hub.requests.map(({ query }) => query?.file_offset)).toEqual([0, 1]);
	});

	it('is read before the review, where AI Hub gives it', async () => {
		const results = { ...NO_FILES, files: [{ original_file_name: 'a.pdf' }] };
		answers(results);
		const finished = await resultsOf(hub.api, startedWith(), STOPPED);
		expect(finished).toMatchObject({ run: STOPPED, results, waitsForReview: true });
	});

	it.each([
		['FAILED', 'Run 7 failed: out of ink'],
		['CANCELLED', 'Run 7 was cancelled: out of ink'],
	])('is not asked for when the run is %s', async (status, message) => {
		const run = { ...runThatIs(status), msg: 'out of ink' };
		const error = await failureOf(resultsOf(hub.api, startedWith(), run));
		expect(error).toMatchObject({
			kind: 'runFailed',
			message,
			hint: 'Open the run in AI Hub to see the reason. Its files are still in the batch, so it can be run again.',
			details: { runId: '7', runStatus: status, run },
		});
		expect(hub.requests).toEqual([]);
	});
});

describe('AI Hub is asked to include', () => {
	const FLAGS: ResultIncludes = {
		include_confidence_scores: undefined,
		include_review_results: undefined,
		include_source_info: undefined,
		include_validation_results: undefined,
	};

	it.each<[string, Partial<Wanted>, ResultIncludes]>([
		['nothing when nothing is shown or judged', {}, {}],
		[
			'what is shown',
			{ includes: { include_validation_results: true, include_source_info: false } },
			{ include_validation_results: true, include_source_info: false },
		],
		[
			'where everything stands, for a page for reviewers',
			{ reviewPage: true, includes: { include_source_info: false } },
			{ include_confidence_scores: true, include_source_info: true },
		],
		[
			'the scores, where documents are judged',
			{ rules: RULES, includes: { include_confidence_scores: false } },
			{ include_confidence_scores: true },
		],
		[
			'what the rules need besides what is shown',
			{
				rules: { ...RULES, validationMustPass: true, reviewMustBeCompleted: true },
				includes: { include_source_info: true },
			},
			{
				include_confidence_scores: true,
				include_review_results: true,
				include_source_info: true,
				include_validation_results: true,
			},
		],
	])('%s', async (_, wanted, flags) => {
		answers(NO_FILES);
		await resultsOf(hub.api, startedWith(wanted), COMPLETE);
		expect(hub.requests[0].query).toEqual({ ...FLAGS, ...flags, file_offset: 0 });
	});
});

describe('results that AI Hub refuses', () => {
	it('of a run that was used again, are to be had by a new one alone', async () => {
		hub.on.getRunResults = () => failing(404);
		const error = await failureOf(resultsOf(hub.api, { ...startedWith(), reused: true }, COMPLETE));
		expect(error.hint).toMatch(/are not there any more\. Set If Run Exists to Start a New Run\.$/);
		hub.on.getRunResults = () => failing(400);
		const other = await failureOf(resultsOf(hub.api, { ...startedWith(), reused: true }, COMPLETE));
		expect(other.hint).toMatch(/^Nothing is lost/);
	});

	it.each([
		['does not find', () => failing(404)],
		['rejects', () => failing(400)],
		['rejects under a success', () => answerOf({ error: 'not reviewed yet' })],
	])('are none to a run that waits for review, when it %s them', async (_, answer) => {
		const started = startedWith();
		hub.instead.push(answer);
		expect(await resultsOf(hub.api, started, STOPPED)).toEqual({
			...started,
			run: STOPPED,
			results: { id: '7', files: [] },
			waitsForReview: true,
		});
	});

	it.each([
		[401, 'authentication'],
		[403, 'forbidden'],
		[429, 'rateLimited'],
		[500, 'unavailable'],
	])('with %i are an error also to a run that waits for review', async (status, kind) => {
		hub.instead.push(() => failing(status));
		const error = await failureOf(resultsOf(hub.api, startedWith(), STOPPED));
		expect(error.kind).toBe(kind);
		expect(error.details).toMatchObject({ status, runId: '7', run: STOPPED });
	});

	it.each([
		[404, 'notFound', 'AI Hub did not find what was asked for: their 404'],
		[400, 'rejected', 'AI Hub rejected the request (HTTP 400): their 400'],
		[500, 'unavailable', 'AI Hub could not answer (HTTP 500): their 500'],
	])(
		'with %i are an error to a run that is complete, and tell where they are',
		async (...given) => {
			const [status, kind, words] = given;
			hub.instead.push(() => failing(status));
			const error = await failureOf(resultsOf(hub.api, startedWith(), COMPLETE));
			expect(error.kind).toBe(kind);
			expect(error.message).toBe(`The results of run 7 could not be read. ${words}`);
			expect(error.hint).toMatch(
				/^Nothing is lost: use Run → Get Results with run ID 7\. [A-Z].*\.$/,
			);
			expect(error.details).toMatchObject({
				status,
				apiMessage: `their ${status}`,
				operationId: 'getRunResults',
				runId: '7',
				runStatus: 'COMPLETE',
				run: COMPLETE,
			});
		},
	);

	it('keep the advice of the error', async () => {
		hub.instead.push(() => failing(500));
		const error = await failureOf(resultsOf(hub.api, startedWith(), COMPLETE));
		expect(error.hint).toBe(
			'Nothing is lost: use Run → Get Results with run ID 7. This is usually temporary. Run this again in a few minutes.',
		);
	});

	it('say where they are also when the error has no advice', async () => {
		hub.instead.push(() => {
			throw new AiHubError('cancelled', 'Stopped');
		});
		const error = await failureOf(resultsOf(hub.api, startedWith(), COMPLETE));
		expect(error.message).toBe('The results of run 7 could not be read. Stopped');
		expect(error.hint).toBe('Nothing is lost: use Run → Get Results with run ID 7.');
	});
});

it.each([COMPLETE, STOPPED])('what is no error of AI Hub comes as it is ($status)', async (run) => {
	const error = Object.assign(new Error('Stopped by n8n'), { kind: 'notFound' });
	const api = {
		...hub.api,
		throwIfCancelled: () => {
			throw error;
		},
	};
	await expect(resultsOf(api, startedWith(), run)).rejects.toBe(error);
	expect(hub.requests).toEqual([]);
});
