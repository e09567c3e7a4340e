/** Strings that mean something else to somebody, as AI Hub may read them off a document. */
import { resources } from '../../nodes/AiHub/resources';
import { byId, World } from '../engine/world';
import { STRINGS as ALL } from './strings';

/** `npm test` puts every fourth of them into results, with AIHUB_INJECT=all they are all there. */
const STRIDE = process.env.AIHUB_INJECT === 'all' ? 1 : 4;
const STRINGS = ALL.filter((_, index) => index % STRIDE === 0);

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

const SHAPES = (
	resources
		.find(({ value }) => value === 'run')!
		.operations.find(({ value }) => value === 'getResults')!
		.fields.find(({ name }) => name === 'shape')!.options as Array<{ value: string }>
).map(({ value }) => value);

/** Every key and every text of a value, as somebody gets them who reads it as JSON. */
function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}

/** A file for each string: its name, its class, a field and its value, and a table. */
function files() {
	return STRINGS.map((text, index) => ({
		original_file_name: `${index} ${text}`,
		documents: [
			{
				class_name: `class ${text}`,
				fields: [
					{ field_name: text, value: `value ${text}` },
					{
						field_name: 'Table',
						type: 'TABLE',
						value: JSON.stringify([{ [text]: `cell ${text}` }]),
					},
				],
				validations: { final_result_pass: false },
			},
		],
	}));
}

it.each(SHAPES)('come out as they are, shaped as %s', async (shape) => {
	const run = world.emulator.addRun({ files: files() });
	const { outputs, error } = await world.run('run.getResults', {
		runId: byId(run.id),
		shape,
		include: ['include_confidence_scores', 'include_validation_results'],
	});
	expect(error).toBeUndefined();
	const texts = new Set(textsIn(outputs[0].map(({ json }) => json)));
	const all = [...texts].join('\n');
	const lost = STRINGS.flatMap((text, index) =>
		[`${index} ${text}`, `class ${text}`, `value ${text}`].filter((one) => !texts.has(one)),
	);
	expect(lost).toEqual([]);
	expect(STRINGS.filter((text) => !all.includes(text))).toEqual([]);
	expect(Object.keys(Object.prototype)).toEqual([]);
	for (const { json } of outputs[0]) expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
});

it('come out as they are of Document → Process, routed', async () => {
	const deploymentId = byId(world.deploymentId);
	const { store } = world.emulator;
	const { results } = world.emulator.addRun({ files: files() });
	const add = store.runs.add.bind(store.runs);
	store.runs.add = (run) => add({ ...run, results });
	const batchId = byId(world.batch('a.txt'));
	const { outputs, error } = await world.run('document.process', {
		deploymentId,
		documents: 'batch',
		batchId,
		routeOutput: true,
		rules: { reviewMustBeCompleted: false, validationMustPass: true, minimumConfidence: 0.5 },
	});
	expect(error).toBeUndefined();
	const texts = new Set(textsIn(outputs.flat().map(({ json }) => json)));
	expect(STRINGS.filter((text) => !texts.has(`value ${text}`))).toEqual([]);
	expect(Object.keys(Object.prototype)).toEqual([]);
});
