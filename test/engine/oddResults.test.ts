import { DEVIATIONS } from '../emulator/deviations';
import type { Rewrite } from '../emulator/rewrite';
import { allReasons, DocumentWorld, itemsWith, sourcesOf } from './documents';
import { byId } from './world';

let documents: DocumentWorld;

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

const FIELDS = 'files.*.documents.*.fields.*';
const RULES = { minModelConfidence: 0.1, validationMustPass: true, reviewMustBeCompleted: false };

function answer(rewrite: Rewrite): void {
	const match = { operationId: 'getRunResults' };
	documents.emulator.faults.add({ match, times: Infinity, action: { rewrite } });
}

const set = (path: string, value: unknown): Rewrite => ({ set: { [path]: value } });
const named = (name: string): Rewrite => {
	const { rules } = DEVIATIONS.find((one) => one.name === name)!;
	return (rules[0].action as { rewrite: Rewrite }).rewrite;
};

async function process(rules: object = RULES, shape = 'documents') {
	return await documents.process(
		{ routeOutput: true, rules: rules as never, shape },
		await itemsWith('a.txt'),
	);
}

it('approves what is judged by nothing but promised answers', async () => {
	const { outputs } = await process();
	expect(outputs.map((items) => items.length)).toEqual([1, 0, 0]);
});

it.each<[string, Rewrite, RegExp]>([
	['a score of 71', named('score-71'), /: the confidence 71 is no number from 0 to 1$/],
	['a score in words', named('score-words'), /: the confidence "N\/A" is no number/],
	['validations in text', named('valid-text'), /: validation failed$/],
	['validations that are false', named('valid-gone'), /: validation failed$/],
	['alerts in text', named('alerts-text'), /: too low$/],
	['a failed row', named('row-invalid'), /: row 1: too low$/],
	['a yes that is none', set(`${FIELDS}.validations.valid`, 'ok'), /neither true nor false/],
	[
		'a document that did not pass, in text',
		set('files.*.documents.*.validations', { final_result_pass: 'false' }),
		/did not pass its validations/,
	],
	['no class and no fields', set('files.*.documents.*', {}), /neither a class nor a field/],
])('sends %s to Needs Review', async (_, rewrite, reason) => {
	answer(rewrite);
	for (const shape of ['documents', 'flat']) {
		const { outputs, error } = await process(RULES, shape);
		expect(error).toBeUndefined();
		expect(outputs.map((items) => items.length)).toEqual([0, 1, 0]);
		const reasons = [allReasons(outputs[1])[0]].flat().join('; ').split('; ');
		expect(reasons).toContainEqual(expect.stringMatching(reason));
	}
});

it('takes a score that is a number in text', async () => {
	answer(named('score-text'));
	expect((await process()).outputs[0]).toHaveLength(1);
	const { outputs } = await process({ minModelConfidence: 0.9 });
	expect(allReasons(outputs[1])[0]).toContainEqual(
		expect.stringMatching(/: confidence 0\.71 is below 0\.90$/),
	);
});

it('asks for a completed review in so many words', async () => {
	const rules = { reviewMustBeCompleted: true };
	answer(set('files.*.documents.*.review_completed', 'false'));
	expect((await process(rules)).outputs.map((items) => items.length)).toEqual([0, 1, 0]);
	documents.emulator.faults.clear();
	answer(set('files.*.documents.*.review_completed', 'true'));
	expect((await process(rules)).outputs.map((items) => items.length)).toEqual([1, 0, 0]);
});

it.each<[string, Rewrite]>([
	['a file that is null', named('file-null')],
	['files that are none', set('files', 'none')],
	['documents that are none', set('files.*.documents', 7)],
	['a document that is null', set('files.*.documents.0', null)],
])('loses no input item to %s', async (_, rewrite) => {
	answer(rewrite);
	const { outputs, error } = await process();
	expect(error).toBeUndefined();
	expect(outputs.slice(0, 2)).toEqual([[], []]);
	expect(outputs[2].length).toBeGreaterThan(0);
	for (const one of outputs[2]) expect(sourcesOf(one)).toEqual([0]);
});

it.each<[string, Rewrite]>([
	...['pages-text', 'name-number', 'file-null', 'score-words', 'alerts-text', 'digits'].map(
		(name): [string, Rewrite] => [name, named(name)],
	),
	['a dictionary of pages', set('files.*.documents.*.page_numbers', { toString: 1 })],
	['fields that are a text', set('files.*.documents.*.fields', 'none')],
	['a path that is a number', set('files.*.input_file_path', 7)],
	['packet fields that are a text', set('case_info.fields', 'none')],
	['an error message that is an object', set(`${FIELDS}.error_msg`, { code: 7 })],
])('every shape has rows for %s', async (_, rewrite) => {
	const run = await documents.world.startRun();
	answer(rewrite);
	for (const shape of ['documents', 'fields', 'files', 'flat', 'raw']) {
		const include = ['include_confidence_scores', 'include_validation_results', 'run_details'];
		const { outputs, error } = await documents.world.run('run.getResults', {
			runId: byId(run),
			shape,
			include: [...include, 'include_source_info', 'include_review_results'],
		});
		expect(error).toBeUndefined();
		expect(outputs[0].length).toBeGreaterThan(0);
	}
	// "Run Details" is ours alone.
	expect(documents.asked('getRunResults')[0].query).not.toContain('run_details');
});

it('keeps the digits of a list that is JSON text', async () => {
	const run = await documents.world.startRun();
	answer(named('digits'));
	const { outputs } = await documents.world.run('run.getResults', { runId: byId(run) });
	const [value] = Object.values(outputs[0][0].json.fields as object) as unknown[];
	expect(value).toEqual(['12345678901234567890', '1.50']);
});
