/**
 * Document → Process while a share of all requests is answered by a fault. AIHUB_STORM sets how
 * many jobs there are, AIHUB_SEED which; a failure names both.
 */
import type { INodeExecutionData } from 'n8n-workflow';

import { DocumentWorld, sourcesOf } from '../engine/documents';
import { Ways } from '../engine/ways';
import { randomFrom } from '../support/random';
import { faultyAnswers } from './faultyAnswers';
import { type Job, job, numbersIn, parametersOf, settingsOf } from './jobs';

const SEED = Number(process.env.AIHUB_SEED ?? 20260131);
const JOBS = Number(process.env.AIHUB_STORM ?? 2);
const FILES = 10;
/** As many as a run takes: with many jobs there is one of that many files, too. */
const MANY_FILES = JOBS >= 100 ? [1000] : [];
const RETRIES = 3;

let documents: DocumentWorld;
const ways = new Ways(() => documents);

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

interface Outcome {
	outputs: INodeExecutionData[][];
	error?: Error;
	hints?: string[];
}

const all = ({ outputs }: Outcome) => outputs.flat();
const arrived = (outcome: Outcome) =>
	all(outcome).flatMap(({ json }) =>
		json.fields ? [(json.file_name as string).slice(0, -4)] : [],
	);
const failed = (outcome: Outcome) => all(outcome).filter(({ json }) => json.error !== undefined);

/** All that a person, an error workflow or a log would get of it. */
function said({ outputs, error, hints }: Outcome): string {
	const { message, description, stack } = (error ?? {}) as Error & { description?: string };
	return JSON.stringify([outputs, message, description, stack, hints]);
}

/** What has happened at AI Hub because of a job: its batches, and its runs. */
function madeBy(one: Job) {
	const { store } = documents.emulator;
	const batches = [...store.batches.values()].filter(({ name }) => name.startsWith(one.name));
	const ids = new Set(batches.map(({ id }) => id));
	return { batches, runs: documents.runs.filter(({ batchId }) => ids.has(batchId!)) };
}

describe.each([0.2, 0.5])('with a fault in the answers to %d of all requests', (share) => {
	const random = randomFrom(SEED);
	/** `unheard` are batches of executions that still waited when the next one began, and said nothing. */
	const outcomes: Array<{ job: Job; tries: Outcome[]; unheard: number[] }> = [];

	beforeAll(
		async () => {
			documents.world.reset();
			documents.emulator.store.listedAfterMs = ({ id }) =>
				Number.parseInt(id.slice(0, 4), 16) % 20_000;
			for (let index = 0; index < JOBS; index++) {
				const large = index % 50 === 7 ? 11 * 1024 * 1024 : 0;
				outcomes.push(await pressRetry(await job(random, index, large ? 2 : FILES, large)));
			}
			for (const files of MANY_FILES) {
				const many = await job(random, JOBS, files);
				outcomes.push(await pressRetry({ ...many, perItem: false }));
			}
			documents.emulator.faults.clear();
		},
		100_000 + (JOBS + MANY_FILES.length * 30) * 20_000,
	);

	/** In the storm until it is done or RETRIES are over; then once more in good weather. */
	async function pressRetry(one: Job) {
		const { faults } = documents.emulator;
		faults.otherwise = faultyAnswers(random, share);
		ways.slowly();
		const tries: Outcome[] = [];
		const unheard: number[] = [];
		for (let count = 0; count <= RETRIES + 1; count++) {
			if (count > RETRIES) faults.clear();
			const outcome = await ways.process(one.way, parametersOf(one), one.items, {
				...settingsOf(one),
				executionId: `${one.name}-${count}`,
				...(count > 0 && { mode: 'retry' }),
			});
			// A callback that the node could not use is answered 503: AI Hub sends it again.
			if (!outcome.error && outcome.outputs.length === 0) {
				unheard.push(...madeBy(one).batches.map(({ id }) => id));
				continue;
			}
			tries.push(outcome);
			if (arrived(tries.at(-1)!).length === one.numbers.length) break;
		}
		return { job: one, tries, unheard };
	}

	it('every document arrives, at the latest by Retry when the storm is over', () => {
		for (const { job: one, tries } of outcomes) {
			expect([one.name, ...arrived(tries.at(-1)!)]).toEqual([one.name, ...one.numbers]);
		}
	});

	it('no group of files has a second run, and every run has all its files', () => {
		for (const { job: one } of outcomes) {
			const groups = one.perItem ? one.numbers.map((number) => [number]) : [one.numbers];
			const runs = madeBy(one).runs.map((run) => numbersIn(documents, run));
			expect([one, ...runs.sort()]).toEqual([one, ...groups.map((group) => group.sort()).sort()]);
		}
	});

	it('an item without its document has an error, and what was made is named', () => {
		for (const { job: one, tries } of outcomes) {
			for (const outcome of tries) {
				if (outcome.error) continue;
				const numbers = failed(outcome)
					.flatMap(sourcesOf)
					.map((index) => one.numbers[index]);
				const missing = one.numbers.filter((number) => !arrived(outcome).includes(number));
				expect([one.name, missing.filter((number) => !numbers.includes(number))]).toEqual([
					one.name,
					[],
				]);
			}
		}
	});

	it('a failure names the batches or the runs that are there', () => {
		const { store } = documents.emulator;
		for (const { job: one, tries, unheard } of outcomes) {
			// n8n shows nothing of a try that it repeats by itself.
			if (one.tries > 1) continue;
			const words = tries.map(said).join('\n');
			const { batches, runs } = madeBy(one);
			const named = (id: string | number) => words.includes(String(id));
			// Of a batch without files the node may know nothing: the answer with its ID was lost.
			const filled = batches.filter(({ path }) => store.drive.isFolder(path));
			const unnamed = filled.filter(
				({ id }) =>
					!named(id) &&
					!unheard.includes(id) &&
					!runs.some((run) => run.batchId === id && named(run.id)),
			);
			expect([words, unnamed.map(({ id }) => id)]).toEqual([words, []]);
		}
	});

	it('no token is told, and no upload is left open', () => {
		const { token, store } = documents.emulator;
		const words = outcomes.flatMap(({ tries }) => tries.map(said)).join('\n');
		expect(words).not.toContain(token);
		// The node may not know of a session: the answer that named it was lost.
		const known = [...store.sessions.values()].filter(({ parts }) => parts.size > 0);
		expect(known).toEqual([]);
	});
});
