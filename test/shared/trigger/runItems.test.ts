import type { RunResults } from '../../../nodes/shared/api/resources/results';
import { readsResults } from '../../../nodes/shared/trigger/runItems';
import type { RunEvent } from '../../../nodes/shared/trigger/transitions';
import { documentOf, field, runOf } from '../documents/results';
import { failing, failureOf } from '../support/listedRuns';
import { COMPLETED, FAILED, happened, ReportedRun } from '../support/reportedRun';
import { parametersOf, resultsAs, rulesOf } from '../support/triggerParameters';

let hub: ReportedRun;

beforeEach(() => {
	hub = new ReportedRun();
});

const jsonsOf: ReportedRun['jsonsOf'] = (...given) => hub.jsonsOf(...given);
const asked = () => hub.requests.map(({ operationId }) => operationId);
const wanting = (...events: RunEvent[]) => ({ wanted: new Set(events) });

describe('an event', () => {
	it('is told of the run, with the names of what it read', async () => {
		expect(await jsonsOf(parametersOf())).toEqual([
			{
				event: 'runCompleted',
				batch_name: 'Invoices',
				file_names: ['a.pdf'],
				id: 'run-1',
				status: 'COMPLETE',
				batch_id: 7,
				started_at: null,
				finished_at: null,
				duration_seconds: null,
				url: 'https://hub/run-1',
			},
		]);
		expect(asked()).toEqual(['getBatch', 'listFiles']);
	});

	it('is told in few keys where that is wanted', async () => {
		const [json] = await jsonsOf(parametersOf({ simplify: true }));
		expect(json).toMatchObject({ event: 'runCompleted', batch_name: 'Invoices', id: 'run-1' });
		expect(json).not.toHaveProperty('duration_seconds');
	});

	it('that nobody wants is not told, and nothing asked for it', async () => {
		expect(await jsonsOf(resultsAs('documents'), FAILED)).toHaveLength(0);
		expect(hub.requests).toEqual([]);
	});

	it('that is no end of a run comes without results', async () => {
		const parameters = resultsAs('documents', wanting('runFailed', 'runWaitingForReview'));
		const review = happened('runWaitingForReview', 'STOPPED_AT_CHECKPOINT');
		expect(await jsonsOf(parameters, FAILED)).toMatchObject([{ event: 'runFailed' }]);
		expect(await jsonsOf(parameters, review)).toMatchObject([{ event: 'runWaitingForReview' }]);
		expect(hub.sent('getRunResults')).toEqual([]);
	});
});

describe('a review between two polls', () => {
	const parameters = resultsAs('documents', wanting('reviewFinished', 'runCompleted'));
	const TEXT = { review_completed: 'true' as never };
	const NO_TEXT = { review_completed: 'False' as never };
	const reviewed = { ...documentOf(), review_completed: true };

	it.each<[string, RunResults, RunEvent]>([
		['the run had one', { files: [], review_completed: true }, 'reviewFinished'],
		['a document had one', runOf([documentOf(), reviewed]), 'reviewFinished'],
		['none had one', runOf([documentOf(), documentOf()]), 'runCompleted'],
		['there is no document', { files: null, case_info: { fields: [] } }, 'runCompleted'],
		['a file has none', { files: [{ documents: null }] }, 'runCompleted'],
		['a document had one, as text', { files: [{ documents: [{ ...TEXT }] }] }, 'reviewFinished'],
		['the run had none, as text', { files: [], ...NO_TEXT }, 'runCompleted'],
		['what is no list', { files: { documents: TEXT } as never }, 'reviewFinished'],
		['what is nothing', { files: [null as never, { documents: [null as never] }] }, 'runCompleted'],
	])('is seen in the results: %s', async (_, given, event) => {
		hub.results = given;
		expect((await jsonsOf(parameters))[0].event).toBe(event);
	});

	it('takes one reading of the results, which are asked for with reviews', async () => {
		await jsonsOf(parameters);
		expect(hub.sent('getRunResults')).toMatchObject([{ query: { include_review_results: true } }]);
	});

	it('is not looked for where nobody wants to know', async () => {
		await jsonsOf(parametersOf());
		expect(hub.sent('getRunResults')).toEqual([]);
		await jsonsOf(resultsAs('documents'));
		expect(hub.sent('getRunResults')[0].query?.include_review_results).toBeUndefined();
	});

	it('is taken for none where the results are gone', async () => {
		hub.on.getRunResults = () => failing(404);
		expect(await jsonsOf(parametersOf(parameters))).toMatchObject([{ event: 'runCompleted' }]);
	});
});

describe('a run with results', () => {
	it('gives an item for each document', async () => {
		hub.results = runOf([documentOf(field('Total', '1')), documentOf(field('Total', '2'))]);
		const said = { event: 'runCompleted', id: 'run-1', batch_name: 'Invoices' };
		expect(await jsonsOf(resultsAs('documents'))).toMatchObject([
			{ ...said, file_name: 'file-1.pdf', fields: { Total: '1' } },
			{ ...said, file_name: 'file-2.pdf', fields: { Total: '2' } },
		]);
	});

	it('asks for what is wanted in them, and what the rules need', async () => {
		const rules = { ...rulesOf(), validationMustPass: true };
		await jsonsOf(resultsAs('documents', { includes: { include_source_info: true }, rules }));
		expect(hub.sent('getRunResults')).toMatchObject([
			{
				query: {
					include_source_info: true,
					include_confidence_scores: true,
					include_validation_results: true,
				},
			},
		]);
	});

	it('gives those in doubt alone, with their reasons; none for none', async () => {
		const rules = rulesOf();
		expect(await jsonsOf(resultsAs('documents', { rules }))).toMatchObject([
			{ id: 'run-1', route: 'needs_review', reasons: ['Total: AI Hub gives no confidence'] },
		]);
		hub.results = runOf([documentOf(field('Total', '1', { confidence: { model: 1 } }))]);
		hub.requests.length = 0;
		expect(await jsonsOf(resultsAs('documents', { rules }))).toHaveLength(0);
		expect(asked()).toEqual(['getRunResults']);
	});

	it.each([
		[true, 20],
		[false, 30],
		[undefined, 30],
	])('gives the first documents in a test: %p', async (isTest, count) => {
		const documents = Array.from({ length: 30 }, () => documentOf(field('Total', '1')));
		const one = runOf([]);
		hub.results = { ...one, files: [{ original_file_name: 'a.pdf', documents }] };
		expect(await jsonsOf(resultsAs('documents'), COMPLETED, isTest)).toHaveLength(count);
	});

	it('asks for no more files than a test shows', async () => {
		hub.results = { ...runOf(Array.from({ length: 20 }, () => documentOf())), has_more: true };
		await jsonsOf(resultsAs('documents'), COMPLETED, true);
		expect(hub.sent('getRunResults')).toHaveLength(1);
	});
});

describe('results that cannot be given', () => {
	it.each([
		[404, /^AI Hub did not find what was asked for: their 404$/],
		[400, /^AI Hub rejected the request \(HTTP 400\): their 400$/],
	])('for good, with %i, do not keep the run from being reported', async (status, words) => {
		hub.on.getRunResults = () => failing(status);
		expect(await jsonsOf(resultsAs('documents'))).toMatchObject([
			{ event: 'runCompleted', id: 'run-1', results_error: expect.stringMatching(words) as string },
		]);
		expect(hub.sent('getRunResults')).toHaveLength(1);
	});

	it('as they are nested too deeply, which no later poll changes, are told with the run', async () => {
		hub.on.getRunResults = () => ({ status: 200, headers: {}, body: '['.repeat(2_000) });
		expect(await jsonsOf(resultsAs('documents'))).toMatchObject([
			{
				event: 'runCompleted',
				id: 'run-1',
				results_error: expect.stringMatching(
					/^AI Hub gave an answer that cannot be read: it is nested too deeply/,
				) as string,
			},
		]);
		expect(hub.sent('getRunResults')).toHaveLength(1);
	});

	it.each([
		[401, 'authentication'],
		[403, 'forbidden'],
		[503, 'unavailable'],
	])('for now, with %i, fail, so that the run is reported later', async (status, kind) => {
		hub.on.getRunResults = () => failing(status);
		expect((await failureOf(jsonsOf(resultsAs('documents')))).kind).toBe(kind);
		expect(asked()).toEqual(['getRunResults']);
	});

	it.each([[404], [400]])("for now, with a proxy's page and %i, fail as well", async (status) => {
		hub.on.getRunResults = () => ({ status, headers: {}, body: '<html>Not here</html>' });
		expect((await failureOf(jsonsOf(resultsAs('documents')))).details.isPage).toBe(true);
	});

	it('as wanted are told with what to do', async () => {
		const table = (name: string) => field(name, [{ Item: 'Bread' }], { type: 'TABLE' });
		hub.results = runOf([documentOf(table('Lines'), table('Others'))]);
		const [json, ...more] = await jsonsOf(resultsAs('rows'));
		expect(more).toEqual([]);
		expect(json).toMatchObject({ event: 'runCompleted', id: 'run-1' });
		expect(json.results_error).toMatch(
			/^There are several tables .* Lines, Others\. Enter the name of/,
		);
	});
});

describe('results that the caller has given up', () => {
	const tell = async (parameters: Parameters<typeof jsonsOf>[0], transition = COMPLETED) =>
		(await hub.itemsOf(parameters)(transition, 'HTTP 500 for hours')).map(({ run }) => run);
	const told = { event: 'runCompleted', id: 'run-1', results_error: 'HTTP 500 for hours' };

	it.each([
		['wanted', resultsAs('documents')],
		['wanted for what is in doubt', resultsAs('documents', { rules: rulesOf() })],
		['needed for a review alone', parametersOf(wanting('runCompleted', 'reviewFinished'))],
	])('are not asked for, and the run says so: %s', async (_, parameters) => {
		expect(await tell(parameters)).toMatchObject([told]);
		expect(hub.sent('getRunResults')).toEqual([]);
	});

	it('leave no event where only they would tell it', async () => {
		expect(await tell(parametersOf(wanting('reviewFinished')))).toEqual([]);
	});

	it('are nothing to a run that failed', async () => {
		const [json] = await tell(resultsAs('documents', wanting('runFailed')), FAILED);
		expect(json).not.toHaveProperty('results_error');
	});
});

test.each<[RunEvent, RunEvent[], boolean, boolean]>([
	['runCompleted', ['runCompleted'], true, true],
	['runCompleted', ['runCompleted'], false, false],
	['runCompleted', ['runCompleted', 'reviewFinished'], false, true],
	['reviewFinished', ['reviewFinished'], false, false],
	['reviewFinished', ['reviewFinished'], true, true],
	['runFailed', ['runFailed', 'reviewFinished'], true, false],
	['runWaitingForReview', ['runWaitingForReview'], true, false],
])(
	'%s is told with the results where %p is wanted, with documents %p: %p',
	(event, events, withDocuments, reads) => {
		const parameters = withDocuments
			? resultsAs('documents', wanting(...events))
			: parametersOf(wanting(...events));
		expect(readsResults(happened(event, 'COMPLETE'), parameters)).toBe(reads);
	},
);

describe('flat items', () => {
	const rows = { columns: ['Total', 'Date'], table: { withoutRows: 'item' as const } };
	const flat = resultsAs('flat', {
		rows,
		rules: rulesOf(),
		...wanting('runCompleted', 'runFailed'),
	});

	it('have the same columns, whatever became of the run', async () => {
		const [found] = await jsonsOf(flat);
		const [failed] = await jsonsOf(flat, FAILED);
		hub.on.getRunResults = () => failing(404);
		const [gone] = await jsonsOf(flat);
		expect(found).toMatchObject({ Total: '12.50', Date: null, route: 'needs_review' });
		expect(failed).toMatchObject({ Total: null, Date: null, route: null, results_error: null });
		expect(gone).toMatchObject({ Total: null, Date: null, route: null });
		expect(gone.results_error).toMatch(/^AI Hub did not find/);
		for (const other of [failed, gone]) expect(Object.keys(other)).toEqual(Object.keys(found));
	});

	it('say of the run what a field has the name of', async () => {
		hub.results = runOf([documentOf(field('status', 'paid'))]);
		expect(await jsonsOf(resultsAs('flat'))).toMatchObject([
			{ status: 'COMPLETE', document_status: 'paid' },
		]);
	});
});
