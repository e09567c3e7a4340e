/**
 * Single steps of the API while a share of all requests is answered by a fault. AIHUB_STORM sets how
 * often each is executed, AIHUB_SEED which.
 */
import { createHash } from 'node:crypto';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { FaultAction } from '../emulator';
import { byId, World } from '../engine/world';
import { prepareBinary } from '../support/engine';
import { oneOf, randomFrom } from '../support/random';
import { formsOf } from '../support/writers';
import { faultyAnswers, isEmptySuccess, isLie } from './faultyAnswers';

const SEED = Number(process.env.AIHUB_SEED ?? 20260131);
const TIMES = Number(process.env.AIHUB_STORM ?? 2);
const LARGE_BYTES = 11 * 1024 * 1024;
/** Uploads of that size take the time, not the faults. */
const LARGE_TIMES = Math.ceil(TIMES / 5);
/** In the storm; then once more in good weather. */
const TRIES = 4;
const SECRET = 'geheim "é中"\\ &/?';
const SECRET_FORMS = formsOf(SECRET);

interface Outcome {
	items: INodeExecutionData[];
	words: string;
	error?: Error;
}

let world: World;

beforeAll(async () => {
	world = await World.start({ partSize: 5 * 1024 * 1024 });
});

afterAll(async () => await world.close());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function file(name: string, size: number, random: () => number) {
	const bytes = Buffer.alloc(size, `${name} ${random()} `);
	const data = await prepareBinary(bytes, name, 'application/octet-stream', 'filesystem');
	return { name, bytes, data };
}

/** Without what nobody could tell from AI Hub's own answer, or against which there is no other word of it. */
function told(faulty: ReturnType<typeof faultyAnswers>): typeof faulty {
	const isBelieved: Record<string, (action: FaultAction) => boolean> = {
		createSecret: isEmptySuccess,
		updateSecret: isEmptySuccess,
		getFileMetadata: isLie,
		// Other bytes, called a file.
		readFile: (action) => 'malformed' in action,
	};
	return (target) => {
		const action = faulty(target);
		return action && isBelieved[target.operationId ?? '']?.(action) ? { status: 500 } : action;
	};
}

describe.each([0.2, 0.5])('with a fault in the answers to %d of all requests', (share) => {
	const random = randomFrom(SEED);
	const words: string[] = [];

	beforeEach(() => {
		world.reset();
		world.emulator.store.listedAfterMs = ({ id }) => Number.parseInt(id.slice(0, 4), 16) % 20_000;
	});

	async function execute(
		name: string,
		parameters: INodeParameters,
		items: INodeExecutionData[] = [{ json: {} }],
	): Promise<Outcome> {
		const continues = random() < 0.3;
		const { outputs, error, hints } = await world.run(name, parameters, {
			items,
			binaryMode: 'filesystem',
			...(continues && { nodeSettings: { onError: 'continueRegularOutput' } }),
		});
		const { message, description, stack } = (error ?? {}) as Error & { description?: string };
		const said = JSON.stringify([outputs, message, description, stack, hints]);
		words.push(said);
		const all = outputs.flat();
		const failed = all.find(({ json }) => json.error !== undefined);
		const outcome = error ?? (failed && new Error(String(failed.json.error)));
		return { items: all, words: said, error: outcome };
	}

	/** Presses Retry until it is done, the last time in good weather. @returns what each try came to */
	async function pressRetry(
		name: string,
		parameters: INodeParameters,
		items?: INodeExecutionData[],
	): Promise<Outcome[]> {
		const tries: Outcome[] = [];
		world.emulator.faults.otherwise = told(faultyAnswers(random, share));
		while (tries.length <= TRIES && (tries.length === 0 || tries.at(-1)!.error)) {
			if (tries.length === TRIES) world.emulator.faults.clear();
			tries.push(await execute(name, parameters, items));
		}
		world.emulator.faults.clear();
		return tries;
	}

	const started = () => [...world.emulator.store.runs.values()].map(({ id }) => id);

	it.each(['runApp', 'runDeployment'])(
		'run.%s starts one run, or says that one may have started',
		async (operation) => {
			let done = 0;
			for (let time = 0; time < TIMES * 3; time++) {
				const batchId = byId(world.batch('a.txt', 'b.txt'));
				const target =
					operation === 'runApp'
						? { appId: byId(world.appId) }
						: { deploymentId: byId(world.deploymentId) };
				const before = new Set(started());
				world.emulator.faults.otherwise = faultyAnswers(random, share);
				const outcome = await execute(`run.${operation}`, { ...target, batchId });
				world.emulator.faults.clear();
				const runs = started().filter((id) => !before.has(id));
				if (outcome.error) {
					if (runs.length === 0) continue;
					expect(runs).toHaveLength(1);
					expect(outcome.words).toMatch(
						new RegExp(`${runs[0]}|may have started|have been started`),
					);
				} else {
					done++;
					expect([runs, outcome.words]).toEqual([[outcome.items[0].json.id], outcome.words]);
				}
			}
			expect(done).toBeGreaterThan(TIMES);
		},
		30_000 + TIMES * 10_000,
	);

	it(
		'files of a batch arrive as they are, in one request or in parts, and no upload is left open',
		async () => {
			const { store } = world.emulator;
			for (let time = 0; time < LARGE_TIMES; time++) {
				const files = [
					await file('large.bin', LARGE_BYTES, random),
					await file('small.bin', 20_000, random),
				];
				const batchId = world.batch();
				const binary = Object.fromEntries(files.map(({ name, data }) => [name.slice(0, 5), data]));
				const tries = await pressRetry(
					'batchFile.upload',
					{ batchId: byId(batchId), binaryPropertyName: 'large,small' },
					[{ json: {}, binary }],
				);
				expect([tries.at(-1)!.error, tries.length]).toEqual([undefined, tries.length]);
				const { path } = store.batches.get(batchId)!;
				const there = store.drive.filesUnder(path).map((one) => {
					return [one.path.slice(path.length + 1), sha256(Buffer.concat(one.chunks!))];
				});
				expect(Object.fromEntries(there)).toEqual(
					Object.fromEntries(files.map(({ name, bytes }) => [name, sha256(bytes)])),
				);
				// The node may not know of a session: the answer that named it was lost.
				const known = [...store.sessions.values()].filter(({ parts }) => parts.size > 0);
				expect(known.map(({ id, parts }) => [id, parts.size])).toEqual([]);
			}
		},
		30_000 + TIMES * 20_000,
	);

	it(
		'files of a drive arrive as they are, and are read as they are',
		async () => {
			const path = 'emulator-org/Operations/fs/Instabase Drive/storm/file.bin';
			for (let time = 0; time < TIMES; time++) {
				const { bytes, data } = await file(`${time}.bin`, 200_000 + time, random);
				const written = await pressRetry('driveFile.upload', { path }, [
					{ json: {}, binary: { data } },
				]);
				expect(written.at(-1)!.error).toBeUndefined();
				const [{ chunks }] = world.emulator.store.drive.filesUnder(
					path.slice(0, -'/file.bin'.length),
				);
				expect(sha256(Buffer.concat(chunks!))).toBe(sha256(bytes));
				const read = await pressRetry('driveFile.download', { path });
				expect(read.at(-1)!.items[0].binary?.data.bytes).toBe(bytes.length);
			}
		},
		30_000 + TIMES * 10_000,
	);

	it(
		'a secret is there once with its last value, which nobody is told',
		async () => {
			const { secrets } = world.emulator.store;
			for (let time = 0; time < TIMES; time++) {
				const alias = `erp-${time}`;
				const created = await pressRetry('secret.create', { alias, value: `${SECRET} 1` });
				// A try that did its work, and was answered otherwise, leaves the next one a name that is taken.
				if (created.at(-1)!.error) expect(created.at(-1)!.words).toMatch(/exist/);
				expect(secrets.get(alias)?.value).toBe(`${SECRET} 1`);
				const value = oneOf(random, [`${SECRET} 2`, `${SECRET} 3`]);
				const updated = await pressRetry('secret.update', { alias, updateFields: { value } });
				expect(updated.at(-1)!.error).toBeUndefined();
				expect(secrets.get(alias)?.value).toBe(value);
			}
			for (const form of SECRET_FORMS)
				expect(words.filter((one) => one.includes(form))).toEqual([]);
		},
		30_000 + TIMES * 10_000,
	);

	it('no token is told in any of it', () => {
		const { token } = world.emulator;
		expect(words.length).toBeGreaterThan(TIMES * 8);
		expect(words.filter((one) => one.includes(token))).toEqual([]);
	});
});
