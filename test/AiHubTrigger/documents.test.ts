import type { NodeOperationError } from 'n8n-workflow';

import type { RunSeed } from '../emulator';
import { World } from './world';

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterEach(() => world.reset());

afterAll(async () => await world.close());

const ALL = ['runCompleted', 'runFailed', 'runCancelled', 'runWaitingForReview'];
const LINES = JSON.stringify([{ Item: 'Bread' }, { Item: 'Tea' }]);

/** Files with a document each, whose total has that confidence; undefined: nothing was found. */
const files = (...scores: Array<number | undefined>): RunSeed['files'] =>
	scores.map((model, index) => ({
		original_file_name: `${index}.pdf`,
		documents:
			model === undefined
				? []
				: [
						{
							class_name: 'Invoice',
							fields: [
								{ field_name: 'Total', value: '12,50', confidence: { model, ocr: 0.99 } },
								{ field_name: 'Route', value: 'A1' },
								{ field_name: 'Lines', value: LINES, type: 'TABLE' },
							],
						},
					],
	}));

const doubtful = (shape: string, rules: object = { minModelConfidence: 0.9 }) =>
	({
		events: ALL,
		includeResults: true,
		documentsToReport: 'doubtful',
		shape,
		rules,
		tableField: 'lines',
		withoutRows: 'nothing',
	}) as never;

const REASON = 'Total: confidence 0.50 is below 0.90';
const NOTHING = 'AI Hub found no document in this file';

describe('only documents that need review or failed', () => {
	test('each with its reasons, and nothing of a run whose documents are all fine', async () => {
		world.parameters = doubtful('documents');
		await world.activate();
		world.run({ files: files(0.99, 0.95) });
		const id = world.run({ files: files(0.99, 0.5, undefined) });
		const items = await world.items();
		expect(items).toMatchObject([
			{ id, event: 'runCompleted', file_name: '1.pdf', route: 'needs_review', reasons: [REASON] },
			{ id, file_name: '2.pdf', route: 'failed', reasons: [NOTHING] },
		]);
		// What only the rules need is not shown.
		expect(items[0]).not.toHaveProperty('confidence');
		// Reported or not: the runs are done with.
		expect(await world.items()).toEqual([]);
	});

	test.each(['flat', 'rows'])('%s: the same columns, whatever happened to a run', async (shape) => {
		world.parameters = doubtful(shape);
		await world.activate();
		world.run({ files: files(0.5, undefined) });
		world.run({ status: 'FAILED' });
		world.run({ status: 'STOPPED_AT_CHECKPOINT' });
		const empty = world.run({ files: [] });
		const items = await world.items();
		const columns = Object.keys(items[0]);
		expect(items.map((item) => Object.keys(item))).toEqual(items.map(() => columns));
		const inDoubt = items.filter(({ route }) => route === 'needs_review');
		expect(inDoubt.map(({ reasons }) => reasons)).toEqual(
			shape === 'rows' ? [REASON, REASON] : [REASON],
		);
		// The field gives way to what is said of the document.
		expect(inDoubt[0].document_Route).toBe('A1');
		expect(items.filter(({ reasons }) => reasons === NOTHING)).toHaveLength(1);
		expect(items.find(({ id }) => id === empty)).toMatchObject({
			route: 'failed',
			reasons: 'The run gave no documents',
		});
		expect(items.filter(({ route }) => route === null).map(({ event }) => event)).toEqual(
			expect.arrayContaining(['runFailed', 'runWaitingForReview']),
		);
	});

	test('by all of the rules, and by what cannot be converted', async () => {
		const rules = { fieldRules: { entries: [{ field: 'IBAN' }] }, classes: 'Receipt' };
		const entries = [{ field: 'total', to: 'amount', decimalSign: '.' }];
		world.parameters = { ...(doubtful('documents', rules) as object), conversions: { entries } };
		await world.activate();
		world.run({ files: files(0.99) });
		const [{ reasons }] = await world.items();
		expect(reasons).toEqual([
			'class: Invoice is not one of Receipt',
			'IBAN: no such field; this document has Total, Route, Lines',
			'Total: "12,50" is not written with a decimal point',
		]);
	});

	test('asks AI Hub for what the rules need', async () => {
		world.parameters = doubtful('documents', { validationMustPass: true });
		await world.activate();
		world.run({ files: files(0.99) });
		await world.items();
		const { query } = world.emulator.requests.find(
			({ operationId }) => operationId === 'getRunResults',
		)!;
		expect(query).toContain('include_validation_results=true');
		expect(query).toContain('include_confidence_scores=true');
		expect(query).not.toContain('include_source_info=true');
	});

	test('a rule that cannot be read ends the poll with what is wrong, and loses nothing', async () => {
		world.parameters = doubtful('documents');
		await world.activate();
		const id = world.run({ files: files(0.5) });
		world.parameters = doubtful('documents', { minModelConfidence: 90 });
		const { error } = await world.poll();
		expect(error?.message).toContain('90 in Minimum Confidence is not a confidence');
		world.parameters = doubtful('documents');
		expect(await world.items()).toMatchObject([{ id }]);
	});

	test('a test in the editor looks for a run with such documents, and says what it looked for', async () => {
		world.parameters = doubtful('documents');
		const id = world.run({ files: files(0.5), secondsAgo: 100 });
		world.run({ files: files(0.99), secondsAgo: 50 });
		expect(await world.items({ mode: 'manual' })).toMatchObject([{ id, file_name: '0.pdf' }]);
		world.reset();
		world.parameters = doubtful('documents');
		world.run({ files: files(0.99) });
		const { error } = await world.poll({ mode: 'manual' });
		expect((error as NodeOperationError).description).toContain(
			'with documents that need review or failed',
		);
	});
});

describe('a run with very many documents', () => {
	const many = () => world.run({ files: files(...Array.from({ length: 600 }, () => 0.5)) });
	const pages = () => world.requests.filter((name) => name === 'getRunResults').length;

	test.each([
		['documents', 20],
		['flat', 20],
		['rows', 40],
	])('a test in the editor gives the first 20 of them: %s', async (shape, count) => {
		world.parameters = { includeResults: true, shape };
		many();
		const items = await world.items({ mode: 'manual' });
		expect(items).toHaveLength(count);
		expect(pages()).toBe(1);
		expect(new Set(items.map((item) => item.file_name)).size).toBe(20);
	});

	test('the first 20 of one file, too', async () => {
		world.parameters = { includeResults: true };
		const [file] = files(0.5)!;
		const documents = Array.from({ length: 100 }, () => file.documents![0]);
		world.run({ files: [{ ...file, documents }] });
		expect(await world.items({ mode: 'manual' })).toHaveLength(20);
	});

	test('a published workflow gets all of them', async () => {
		world.parameters = { includeResults: true };
		await world.activate();
		many();
		expect(await world.items()).toHaveLength(600);
		expect(pages()).toBe(30);
	});
});
