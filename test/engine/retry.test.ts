import { byId, World } from './world';

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

/** A run with one document of one field. */
function runWithField(field: { field_name: string; value: string; error_msg?: string }): string {
	const files = [{ original_file_name: 'a.pdf', documents: [{ fields: [field] }] }];
	return world.emulator.addRun({ files }).id;
}

/** n8n takes an item with a truthy `json.error` for a failure, and runs the node once more. */
const retryOnFail = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

it.each(['documents', 'flat', 'fields', 'files', 'raw'])(
	'Retry On Fail does not repeat a success in the shape "%s" because of a field',
	async (shape) => {
		for (const field of [
			{ field_name: 'total', value: 'ERROR', error_msg: 'not readable' },
			{ field_name: 'error', value: 'E-17' },
		]) {
			const runId = byId(runWithField(field));
			world.emulator.clearRequests();
			const { outputs } = await world.run(
				'run.getResults',
				{ runId, shape },
				{ nodeSettings: retryOnFail },
			);
			expect(JSON.stringify(outputs)).toContain(field.error_msg ?? field.value);
			expect(world.emulator.requests).toHaveLength(1);
		}
	},
);
