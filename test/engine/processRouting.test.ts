import fc from 'fast-check';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import {
	allReasons,
	DocumentWorld,
	invoice,
	item,
	itemsWith,
	sourcesOf,
	type TestFile,
} from './documents';
import { Ways } from './ways';
import { byId } from './world';

let documents: DocumentWorld;

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

it.each<[string, object, unknown[]]>([
	['a rule', { minModelConfidence: 0.1 }, []],
	['no rule', {}, [expect.stringMatching(/^Route by Trust has no rule, so the documents/)]],
	['rules of 0', { minModelConfidence: 0, minOcrConfidence: 0 }, [expect.any(String)]],
])('says when %s can speak against a document', async (_, rules, said) => {
	const parameters = { routeOutput: true, rules: rules as never };
	const { hints } = await documents.process(parameters, await itemsWith('a.txt'));
	expect(hints).toEqual(said);
});

describe('what did not leave by Approved is said above the output, as n8n shows Approved and a green tick', () => {
	it.each<[string, object, string, string]>([
		[
			'a document',
			{ rules: { classes: 'Receipt' } },
			'a.txt',
			'Not approved: 1 under Needs Review (a.txt: class: Invoice is not one of Receipt)',
		],
		[
			'a wrong deployment',
			{ rules: { classes: 'Invoice' }, deploymentId: byId('Invoices') },
			'a.txt',
			'Not approved: 1 under Failed ("Invoices" is not the ID of a deployment)',
		],
	])('%s', async (_, more, name, said) => {
		const parameters = { routeOutput: true, ...more } as INodeParameters;
		const { hints } = await documents.process(parameters, await itemsWith(name));
		expect(hints).toEqual([said]);
	});

	it('several, with the reason of the first', async () => {
		const bytes = Buffer.from('no PDF');
		const items = [
			...(await itemsWith('a.txt', 'b.txt')),
			await item({}, { name: 'broken.pdf', bytes }),
		];
		const parameters = { routeOutput: true, rules: { classes: 'Receipt' } };
		const { hints } = await documents.process(parameters, items);
		expect(hints).toEqual([
			expect.stringMatching(
				/^Not approved: 1 under Failed \(broken\.pdf: .+\); 2 under Needs Review \(the first, a\.txt: class: .+\)$/,
			),
		]);
	});
});

describe('Route by Trust', () => {
	const read = async (rules: object, rest = 'PO Number: ???\n') => {
		const bytes = invoice('1', rest);
		const { outputs, error } = await documents.process(
			{ routeOutput: true, rules: rules as never },
			[await item({}, { name: 'a.txt', bytes })],
		);
		expect(error).toBeUndefined();
		const [output] = outputs.flatMap((items, index) => (items.length > 0 ? [index] : []));
		return [output, allReasons(outputs[output])[0]];
	};

	it.each<[string, object, number, unknown[]]>([
		['no rule', {}, 0, []],
		['a low minimum', { minModelConfidence: 0.1 }, 0, []],
		[
			'a high minimum',
			{ minModelConfidence: 0.7 },
			1,
			[expect.stringMatching(/^PO_Number: confidence 0\.\d\d is below 0\.70$/)],
		],
		['a minimum as text', { minModelConfidence: '={{ "0.7" }}' }, 1, [expect.any(String)]],
		[
			'another minimum for the field',
			{ minModelConfidence: 0.7, fieldRules: own('po number', 0.3) },
			0,
			[],
		],
		['an OCR minimum', { minOcrConfidence: 0.9 }, 0, []],
		[
			'a field that is not there',
			{ fieldRules: { entries: [{ field: 'IBAN' }] } },
			1,
			[expect.stringMatching(/^IBAN: no such field; this document has .*PO_Number/)],
		],
		[
			'a field that may be absent',
			{ fieldRules: { entries: [{ field: 'IBAN', mayBeAbsent: true }] } },
			0,
			[],
		],
		[
			'yes and no as text',
			{
				reviewMustBeCompleted: '={{ "false" }}',
				fieldRules: { entries: [{ field: 'IBAN', mayBeAbsent: '={{ "true" }}' }] },
			},
			0,
			[],
		],
		['its class', { classes: 'Receipt, invoice' }, 0, []],
		['another class', { classes: 'Receipt' }, 1, ['class: Invoice is not one of Receipt']],
		['a review', { reviewMustBeCompleted: true }, 1, ['The document has not been reviewed']],
	])('with %s', async (_, rules, output, reasons) => {
		expect(await read(rules)).toEqual([output, reasons]);
	});

	it('asks for what the rules need, and shows what was asked for', async () => {
		const { outputs } = await documents.process(
			{ routeOutput: true, rules: { validationMustPass: true, reviewMustBeCompleted: true } },
			await itemsWith('a.txt'),
		);
		expect(documents.asked('getRunResults')[0].query).toMatch(/include_review_results=true/);
		expect(documents.asked('getRunResults')[0].query).toMatch(/include_validation_results=true/);
		expect(documents.asked('getRunResults')[0].query).toMatch(/include_confidence_scores=true/);
		expect(outputs[1][0].json).not.toHaveProperty('confidence');
	});

	it('heeds validations that fail', async () => {
		const wrong = 'Invoice Date: soon enough\n';
		expect(await read({ validationMustPass: false }, wrong)).toEqual([0, []]);
		const [output, reasons] = await read({ validationMustPass: true }, wrong);
		expect(output).toBe(1);
		expect(reasons).toEqual(['Invoice_Date: "soon enough" is not a date.']);
	});
});

function own(field: string, minConfidence: number) {
	return { entries: [{ field, minConfidence }] };
}

const FATES = ['good', 'doubtful', 'corrupt', 'lost', 'empty'] as const;
const RUNS = ['Invoices', 'Review', 'Broken', 'Cancelled', 'Long'] as const;

interface Given {
	/** What becomes of each file of the item; no files: the item is refused. */
	files: Array<(typeof FATES)[number]>;
	run: (typeof RUNS)[number];
}

function file(fate: (typeof FATES)[number], number: number): TestFile {
	const name = { corrupt: 'corrupt.pdf', lost: 'lost.txt' }[fate as 'lost'] ?? 'same.txt';
	if (fate === 'empty') return { name, bytes: Buffer.alloc(0) };
	return { name, bytes: invoice(fate === 'doubtful' ? '???' : `1${number}`) };
}

async function inputOf(given: Given[]): Promise<INodeExecutionData[]> {
	return await Promise.all(
		given.map(async ({ files, run }) => await item({ run }, ...files.map(file))),
	);
}

/** The outputs on which the files of an item may come out. */
function expectedOutputs({ files, run }: Given): number[] {
	const sent = files.filter((fate) => fate !== 'empty');
	if (sent.length === 0) return [2];
	// One item names all that was left out.
	const leftOut = sent.length < files.length ? [2] : [];
	if (run === 'Review') return [...sent.map(() => 1), ...leftOut];
	if (run !== 'Invoices') return [2, ...leftOut];
	return [...sent.map((fate) => ({ good: 0, doubtful: 1, corrupt: 2, lost: 2 })[fate]), ...leftOut];
}

it('gives the file along with what a person is to look at, and with nothing else', async () => {
	const { outputs } = await documents.process(
		{ routeOutput: true, rules: { minModelConfidence: 0.7 } },
		[
			await item({}, { name: 'good.txt', bytes: invoice('1') }),
			await item({}, { name: 'doubtful.txt', bytes: invoice('2', 'PO Number: ???\n') }),
		],
	);
	const files = outputs.map((output) =>
		output.flatMap(({ binary }) => Object.values(binary ?? {}).map(({ fileName }) => fileName)),
	);
	expect(files).toEqual([[], ['doubtful.txt'], []]);
});

it.each(['polling', 'callback'] as const)(
	'gives a page for the reviewer along where that is asked for (%s)',
	async (way) => {
		const ways = new Ways(() => documents);
		ways.slowly();
		const { outputs, error } = await ways.process(
			way,
			{
				routeOutput: true,
				rules: { minModelConfidence: 0.7 },
				options: { includeReviewPage: true },
			},
			[
				await item({}, { name: 'good.txt', bytes: invoice('1') }),
				await item({}, { name: 'doubtful.txt', bytes: invoice('2', 'PO Number: ???\n') }),
			],
		);
		expect(error).toBeUndefined();
		expect(outputs[0][0].binary).toBeUndefined();
		const [{ binary, json }] = outputs[1];
		expect(binary!.review_page).toMatchObject({
			fileName: 'doubtful.txt.review.html',
			mimeType: 'text/html',
		});
		// Not among what the item shows, where nobody asked for it.
		expect(json).not.toHaveProperty('source_coordinates');
	},
);

it('a hint quotes what stands first on the output, not what was settled first', async () => {
	documents.loseResultsOf(/^lost/);
	documents.addApp('Broken', 'FAILED');
	const good = documents.deployment('Invoices');
	const { outputs, hints } = await documents.process(
		{
			deploymentId: byId(`={{ $json.app ? "deployment-1-Broken" : "${good}" }}`),
			runMode: 'perItem',
			routeOutput: true,
		},
		[
			await item({ app: 1 }, { name: 'a.txt', bytes: invoice('0') }),
			await item({}, { name: 'lost.txt', bytes: invoice('1') }),
		],
	);
	expect(outputs[2].flatMap(sourcesOf)).toEqual([0, 1]);
	expect(JSON.stringify(hints)).toMatch(/2 under Failed \(the first, Run .* failed: Broken/);
});

it('a review page takes no file away that has its name', async () => {
	const [review_page] = Object.values(
		(await item({}, { name: 'a.txt', bytes: invoice('0') })).binary!,
	);
	const { outputs, error } = await documents.process(
		{
			binaryPropertyName: 'review_page',
			routeOutput: true,
			rules: { classes: 'Receipt' },
			options: { includeReviewPage: true },
		},
		[{ json: {}, binary: { review_page } }],
	);
	expect(error).toBeUndefined();
	const [{ binary }] = outputs[1];
	expect(binary!.review_page).toMatchObject({ fileName: 'a.txt' });
	expect(binary!.review_page_2).toMatchObject({ mimeType: 'text/html' });
});

it('of items that name the same batch a hint says that its documents come once', async () => {
	const batch = documents.world.batch('a.txt');
	const { outputs, hints } = await documents.process({ documents: 'batch', batchId: byId(batch) }, [
		{ json: {} },
		{ json: {} },
	]);
	expect(outputs[0]).toHaveLength(1);
	expect(hints).toContainEqual(expect.stringMatching(/^Items 0, 1 name the same input/));
});

describe('accounting', () => {
	beforeEach(() => {
		documents.loseResultsOf(/^lost/);
		documents.addApp('Review', 'STOPPED_AT_CHECKPOINT');
		documents.addApp('Broken', 'FAILED');
		documents.addApp('Cancelled', 'CANCELLED');
		documents.addApp('Long', 'COMPLETE', 3_600_000);
		documents.addApp('Invoices', 'COMPLETE');
	});

	const files = fc.array(fc.constantFrom(...FATES, 'good', 'doubtful'), { maxLength: 3 });
	const given = (run: fc.Arbitrary<Given['run']>) =>
		fc.array(fc.record({ files, run }), { minLength: 1, maxLength: 5 });
	const anyRun = fc.constantFrom(...RUNS, 'Invoices' as const, 'Invoices' as const);
	const mixture = fc.oneof(
		fc.record({ runMode: fc.constant('perItem'), given: given(anyRun) }),
		anyRun.chain((run) =>
			fc.record({ runMode: fc.constant('all'), given: given(fc.constant(run)) }),
		),
	);

	it('every item comes out where it belongs, with its reasons', async () => {
		const seen = { routes: new Set<number>(), modes: new Set<string>() };
		await fc.assert(
			fc.asyncProperty(mixture, fc.constantFrom('documents', 'flat'), async (mix, shape) => {
				const items = await inputOf(mix.given);
				const { outputs, error } = await documents.process(
					{
						deploymentId: byId('=deployment-1-{{ $json.run }}'),
						runMode: mix.runMode,
						shape,
						routeOutput: true,
						rules: { minModelConfidence: 0.7 },
						waitLimit: 0,
					},
					items,
				);
				expect(error).toBeUndefined();
				expect(outputs).toHaveLength(3);
				const routes = mix.given.map((_, index) =>
					outputs.flatMap((output, route) =>
						output.filter((one) => sourcesOf(one).includes(index)).map(() => route),
					),
				);
				expect(routes).toEqual(mix.given.map((one) => expectedOutputs(one).sort()));
				for (const one of outputs.flat()) expect(sourcesOf(one)).toHaveLength(1);
				for (const one of [...outputs[1], ...outputs[2]]) {
					const reasons = one.json.reasons as string | string[];
					expect(reasons.length).toBeGreaterThan(0);
					expect([reasons].flat().every((reason) => reason.trim() !== '')).toBe(true);
				}
				for (const one of outputs[0]) expect(one.json.reasons).toHaveLength(0);
				seen.modes.add(mix.runMode);
				for (const route of routes.flat()) seen.routes.add(route);
			}),
			{ numRuns: 40 },
		);
		expect([...seen.routes].sort()).toEqual([0, 1, 2]);
		expect(seen.modes.size).toBe(2);
	}, 60_000);
});
