import { randomUUID } from 'node:crypto';
import type { CaseField, DocumentField, ResultDocument, ResultFile, Run } from './entities';
import { statusOf } from './runs';
import { reviewed, type ReviewEdits } from './review';
import type { World } from './route';

export type DocumentSeed = Partial<Omit<ResultDocument, 'fields'>> & {
	fields?: Array<Partial<DocumentField> & { field_name: string }>;
};

export type FileSeed = Partial<Omit<ResultFile, 'documents'>> & { documents?: DocumentSeed[] };

/**
 * A run put into the history by a test: any properties of a run, and its results.
 * Without `status` and `outcome` it is COMPLETE; a `status` stays until it is set anew, an
 * `outcome` is reached `durationMs` after `startedAt`.
 */
export type RunSeed = Partial<Omit<Run, 'results'>> & {
	files?: FileSeed[];
	caseFields?: CaseField[];
};

function fullDocument(seed: DocumentSeed): ResultDocument {
	const fields = (seed.fields ?? []).map((field) => ({
		value: '',
		type: 'TEXT',
		confidence: { model: 0.99, ocr: 0.99 },
		validations: { valid: true, alerts: [] },
		edit_history: [],
		source_coordinates: [],
		...field,
	}));
	return {
		class_name: 'Other',
		page_numbers: [1],
		page_layouts: [],
		post_processed_paths: [],
		validations: { final_result_pass: true },
		classification_confidence: { model: 0.99 },
		...seed,
		fields,
	};
}

function fullFile(seed: FileSeed, inputDir: string | null): ResultFile {
	const name = seed.original_file_name ?? 'document.pdf';
	return {
		original_file_name: name,
		input_file_path: seed.input_file_path ?? `${inputDir ?? 'input'}/${name}`,
		documents: (seed.documents ?? []).map(fullDocument),
	};
}

function resultsOf(seed: RunSeed): Run['results'] {
	return () =>
		Promise.resolve({
			files: (seed.files ?? []).map((file) => fullFile(file, seed.inputDir ?? null)),
			caseFields: seed.caseFields ?? [],
		});
}

/** Puts a run into the history. */
export function addRun(world: World, seed: RunSeed = {}): Run {
	const { store, clock } = world;
	const { files: _files, caseFields: _caseFields, ...given } = seed;
	const id = seed.id ?? randomUUID();
	const deployment = store.deployments.find((entry) => entry.id === seed.deploymentId);
	const app = store.apps.find(
		(entry) =>
			entry.id === (seed.appId ?? deployment?.appId) ||
			(seed.appId === undefined && entry.name === seed.appName),
	);
	const workspace = seed.outputWorkspace ?? deployment?.workspace ?? 'Operations';
	const run: Run = {
		id,
		appId: app?.id ?? store.apps[0]?.id ?? null,
		appName: app?.name ?? (seed.appId === undefined ? (store.apps[0]?.name ?? null) : null),
		deploymentId: null,
		username: 'emulator-user',
		outputWorkspace: workspace,
		batchId: null,
		inputDir: null,
		outputDir: `${store.workspacePath(workspace)}/app-runs/${id}/output`,
		tags: [],
		customKeys: {},
		startedAt: clock.now(),
		durationMs: 1000,
		outcome: 'COMPLETE',
		message: 'Completed single_flow',
		...(seed.status === undefined && seed.outcome === undefined && { status: 'COMPLETE' as const }),
		...given,
		results: resultsOf(seed),
	};
	store.runs.add(run);
	world.callbacks.watch(run);
	world.notifications.watch(run);
	return run;
}

/** @throws Error when there is no such run */
export function runOf(world: World, id: string): Run {
	const run = world.store.runs.get(id);
	if (!run) throw new Error(`The emulator has no run ${id}.`);
	return run;
}

/** Changes a run. A new status holds from now on. @throws Error when there is no such run */
export function setRun(world: World, id: string, patch: RunSeed): Run {
	const run = runOf(world, id);
	const { files, caseFields, ...rest } = patch;
	if (rest.status !== undefined) run.finishedAt = world.clock.now();
	Object.assign(run, rest);
	if (files || caseFields) run.results = resultsOf({ ...patch, inputDir: run.inputDir });
	if (rest.startedAt !== undefined) world.store.runs.resort();
	world.callbacks.sendIfFinished(run);
	world.notifications.look(run);
	return run;
}

/**
 * A human has reviewed the run: it becomes COMPLETE, with the edits in its results.
 * @throws Error when there is no such run, or it does not wait for review
 */
export function resolveReview(world: World, id: string, edits: ReviewEdits = {}): Run {
	const run = runOf(world, id);
	const now = world.clock.now();
	if (statusOf(run, now) !== 'STOPPED_AT_CHECKPOINT') {
		throw new Error(`Run ${id} does not wait for review; it is ${statusOf(run, now)}.`);
	}
	const before = run.results;
	let after: ReturnType<Run['results']> | undefined;
	run.results = () => (after ??= before().then((results) => reviewed(results, edits, now)));
	run.reviewedAt = now;
	if (run.status !== undefined) Object.assign(run, { status: 'COMPLETE', finishedAt: now });
	world.callbacks.sendIfFinished(run);
	world.notifications.look(run);
	return run;
}
