import type { ApiRequest, ApiResponse } from '../../../../../nodes/shared/api/wire/send';
import type { SimClock } from './clock';
import { hasActed, instead, SimFaults } from './faults';
import { FOLDER, startKey } from './plan';
import { isGone, resultFiles, type SimRun, statusAt, withoutUnasked } from './runs';
import { type FaultKind, type History, numberOf } from './world';

interface SimBatch {
	id: number;
	files: Map<string, string>;
	/** The try of the node that made it; undefined for those that were there before. */
	madeIn?: number;
	/** The turn of the node that made it. */
	turn?: number;
	/** The node was told its ID. */
	told: boolean;
	deleted: boolean;
}

/** An answer of AI Hub's own that is no success. */
class Refusal extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

interface Asked {
	request: ApiRequest;
	parts: string[];
	query: Record<string, string | number | boolean | string[] | undefined>;
	json: Record<string, unknown>;
}

type Effect = { answer: unknown; status?: number; arrived?(): void };

const JOB_MS = 1_000;

/** AI Hub, as far as Document → Process can tell, in virtual time. */
export class SimHub {
	readonly batches = new Map<number, SimBatch>();

	readonly runs: SimRun[] = [];

	/** What broke a promise, noticed at once. */
	readonly broken: string[] = [];

	/** What was asked and answered, for people. */
	readonly log: string[] = [];

	/** Told of every run that starts, for the callbacks. */
	onStart: (run: SimRun, callbackUrl: string | undefined) => void = () => undefined;

	/** Told of a start before it is entered. */
	beforeStart: (run: SimRun) => void = () => undefined;

	/** Runs whose deletion was asked for, and what came in place of the answer. */
	readonly deletions = new Map<string, FaultKind | undefined>();

	/** The turn that the node is in, and the try. */
	turn = 0;

	tryNumber = 0;

	/** When the node heard first that a start was refused for good, by its tries. */
	readonly refusedMs = new Map<number, number>();

	private readonly faults: SimFaults;

	private readonly jobs = new Map<string, number>();

	constructor(
		private readonly history: History,
		readonly clock: SimClock,
	) {
		this.faults = new SimFaults(history.faults);
		for (const id of [701, 702]) {
			const files = new Map([
				['x.txt', `batch ${id} x`],
				['y.txt', `batch ${id} y`],
			]);
			this.batches.set(id, { id, files, told: true, deleted: false });
		}
	}

	/**
	 * One exchange; `between` is called before AI Hub acts, and once more before it answers, which
	 * nobody may hear any more.
	 */
	async exchange(
		request: ApiRequest,
		between: (acted: boolean) => void = () => undefined,
		isHeard: () => boolean = () => true,
	): Promise<ApiResponse> {
		const { traits } = this.history;
		await this.clock.sleep(traits.latencyMs);
		const fault = this.faults.next(request);
		if (request.operationId === 'deleteRun') this.deletions.set(request.path.split('/')[4], fault);
		between(false);
		const outcome = hasActed(fault) ? this.act(request) : undefined;
		between(true);
		const result = fault ?? outcome?.status ?? 'lost';
		this.say(`${request.operationId} ${shown(request)} → ${result}${outcome?.note ?? ''}`);
		await this.clock.sleep(traits.latencyMs);
		const isRefused = fault === 'status403' && request.operationId.startsWith('run');
		if (isRefused && isHeard() && !this.refusedMs.has(this.tryNumber))
			this.refusedMs.set(this.tryNumber, this.clock.nowMs);
		if (fault !== undefined) return instead(fault);
		if (isHeard()) outcome!.arrived();
		const headers: Record<string, string> = {};
		if (traits.saysDate) headers.date = new Date(this.clock.nowMs + traits.aheadMs).toUTCString();
		return { status: outcome!.status, headers, body: JSON.stringify(outcome!.answer) };
	}

	say(words: string): void {
		this.log.push(`${((this.clock.nowMs % 100_000_000) / 1000).toFixed(1)} ${words}`);
	}

	private act(request: ApiRequest) {
		const parts = request.path.split('/').slice(2).map(decodeURIComponent);
		const body = request.body && 'json' in request.body ? request.body.json : {};
		// As it goes over the wire.
		const json = JSON.parse(JSON.stringify(body)) as Record<string, unknown>;
		const asked: Asked = { request, parts, query: request.query ?? {}, json };
		try {
			const effect = this.carryOut(asked);
			const note = request.operationId.startsWith('run')
				? ` ${(effect.answer as { id: string }).id}`
				: '';
			return { status: 200, arrived: () => undefined, note, ...effect };
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			const { status, message } = error;
			return { status, answer: { message }, arrived: () => undefined, note: ` ${message}` };
		}
	}

	private carryOut(asked: Asked): Effect {
		switch (asked.request.operationId) {
			case 'createBatch':
				return this.createBatch();
			case 'addFileToBatch':
				return this.addFile(asked);
			case 'listFiles':
				return this.listFiles(asked);
			case 'runApp':
				return this.start(asked, asked.json.app_id as string);
			case 'runDeployment':
				return this.start(asked, asked.parts[2]);
			case 'listRuns':
				return this.listRuns(asked);
			case 'getRunStatus':
				return { answer: this.toldOf(this.runAt(asked.parts[2])) };
			case 'getRunResults':
				return this.results(asked);
			case 'deleteRun':
				return this.deleteRun(asked);
			case 'jobStatus':
				return this.job(asked.parts[1]);
		}
		throw new Refusal(404, `unknown operation ${asked.request.operationId}`);
	}

	private createBatch(): Effect {
		const id = 1000 + this.batches.size;
		const { turn, tryNumber: madeIn } = this;
		const batch = { id, files: new Map(), madeIn, turn, told: false, deleted: false };
		this.batches.set(id, batch);
		const answer = { id: this.history.traits.idsAsText ? String(id) : id };
		return { answer, arrived: () => void (batch.told = true) };
	}

	private batchAt(id: unknown): SimBatch {
		const batch = this.batches.get(Number(id));
		if (!batch || batch.deleted) throw new Refusal(404, `batch ${String(id)} does not exist`);
		return batch;
	}

	private addFile({ parts, request }: Asked): Effect {
		const name = this.history.traits.renames ? parts[3].replace(/ /g, '_') : parts[3];
		const { bytes } = request.body as { bytes: Buffer };
		this.batchAt(parts[1]).files.set(name, bytes.toString('utf8'));
		return { answer: {}, status: 204 };
	}

	private listFiles({ parts }: Asked): Effect {
		const nodes = [...this.batchAt(parts[1]).files].map(([name, content]) => ({
			name,
			metadata: { node_type: 'file', size: Buffer.byteLength(content) },
		}));
		return { answer: { nodes, has_more: false, next_page_token: null } };
	}

	private start({ json }: Asked, target: string): Effect {
		const { batch_id, input_dir, settings } = json as {
			batch_id?: number;
			input_dir?: string;
			settings?: { tags?: string[]; webhook_config?: { url: string } };
		};
		const tags = settings?.tags ?? [];
		if (tags.join('').length > 500) throw new Refusal(400, 'the tags are too long');
		const batch = batch_id === undefined ? undefined : this.batchAt(batch_id);
		const names = batch ? [...batch.files] : [['in.txt', 'folder in']];
		const files = names.map(([name, content]) => ({ name, content }));
		const isOwn = batch?.madeIn !== undefined;
		const existing = batch ? `batch ${batch.id}` : `folder ${input_dir}`;
		const key = startKey(target, isOwn ? files.map(({ content }) => content) : existing);
		const before = this.runs.filter((run) => run.key === key).length;
		const { lives } = this.history;
		const life = lives[(numberOf(key) + before) % lives.length];
		const startMs = this.clock.nowMs;
		const run: SimRun = {
			id: `run-${this.runs.length + 1}`,
			key,
			turn: this.turn,
			target,
			batchId: batch?.id,
			inputDir: input_dir,
			files,
			tags,
			startMs,
			life,
			deletedMs: life.deletedS === null ? Infinity : startMs + life.deletedS * 1000,
			told: false,
			looks: new Set(),
			pages: [],
			readings: [],
		};
		this.beforeStart(run);
		this.runs.push(run);
		this.onStart(run, settings?.webhook_config?.url);
		return { answer: this.toldOf(run), arrived: () => void (run.told = true) };
	}

	/** @param inPassing in a list in which another run is looked for: nobody judges by that */
	private toldOf(run: SimRun, inList = false, inPassing = false) {
		const { hidesBatch, hidesTags, idsAsText, aheadMs } = this.history.traits;
		const status = statusAt(run, this.clock.nowMs);
		run.looks.add(status);
		if (!inPassing) run.seen = status;
		else run.seen ??= status;
		run.firstLookMs ??= this.clock.nowMs;
		run.lastLookMs = this.clock.nowMs;
		const target = run.target.startsWith('app') ? 'app_id' : 'deployment_id';
		return {
			id: run.id,
			status,
			start_timestamp: (run.startMs + aheadMs) * 1e6,
			finish_timestamp: null,
			msg: status === 'FAILED' ? 'it went wrong' : null,
			[target]: run.target,
			...(!(hidesBatch && inList) && {
				batch_id: run.batchId !== undefined && idsAsText ? String(run.batchId) : run.batchId,
				input_dir: run.inputDir,
			}),
			...(!hidesTags && { tags: run.tags }),
		};
	}

	private runAt(id: string): SimRun {
		const run = this.runs.find((one) => one.id === id);
		if (!run || isGone(run, this.clock.nowMs)) throw new Refusal(404, `run ${id} does not exist`);
		return run;
	}

	private listRuns({ query }: Asked): Effect {
		const { listLagMs, aheadMs } = this.history.traits;
		const { nowMs } = this.clock;
		const from = Number(query.from_timestamp ?? 0) * 1000 - aheadMs;
		const to = query.to_timestamp ? Number(query.to_timestamp) * 1000 - aheadMs : Infinity;
		const target = query.deployment_id ?? query.app_id;
		const runs = this.runs
			.filter((run) => !isGone(run, nowMs) && run.startMs + listLagMs <= nowMs)
			.filter((run) => run.startMs >= from && run.startMs <= to)
			.filter((run) => target === undefined || run.target === target)
			.filter((run) => query.run_id === undefined || run.id === query.run_id);
		if (query.order === 'DESCENDING') runs.reverse();
		const offset = Number(query.offset ?? 0);
		const page = runs.slice(offset, offset + Number(query.limit ?? 100));
		const inPassing = query.to_timestamp === undefined;
		return { answer: { runs: page.map((run) => this.toldOf(run, true, inPassing)) } };
	}

	private readableRun(id: string): SimRun {
		const known = this.runs.find((one) => one.id === id);
		const { nowMs } = this.clock;
		const status = known && statusAt(known, nowMs);
		const waits = status === 'STOPPED_AT_CHECKPOINT' && this.history.traits.resultsInReview;
		if (known && !isGone(known, nowMs) && (status === 'COMPLETE' || waits)) return known;
		known?.readings.push({ files: [], status: known.seen });
		throw new Refusal(400, `run ${this.runAt(id).id} has no results`);
	}

	private results({ parts, query }: Asked): Effect {
		const run = this.readableRun(parts[2]);
		const offset = Number(query.file_offset ?? 0);
		const all = resultFiles(run, this.history, this.clock.nowMs);
		const files = all.slice(offset, offset + this.history.traits.filesPerPage);
		const hasMore = offset + files.length < all.length;
		const seen = run.seen!;
		const arrived = () => {
			// A page whose answer was lost is asked for again.
			const before = offset === 0 ? [] : run.pages.slice(0, offset);
			run.pages = [...before, ...files];
			// Results of which a page is missing are none: the run may be deleted between two pages.
			if (!hasMore) run.readings.push({ files: run.pages, status: seen });
		};
		const asked = {
			confidence: query.include_confidence_scores === true,
			validations: query.include_validation_results === true,
			review: query.include_review_results === true,
		};
		return {
			answer: {
				id: run.id,
				batch_id: run.batchId === undefined ? null : String(run.batchId),
				files: files.map((file) => withoutUnasked(file, asked)),
				has_more: hasMore,
			},
			arrived,
		};
	}

	private deleteRun({ parts, query }: Asked): Effect {
		const run = this.runAt(parts[2]);
		const input = query.delete_input === true;
		const { nowMs } = this.clock;
		const { turn, tryNumber } = this;
		run.deletedByNode = { input, status: statusAt(run, nowMs), tryNumber, turn };
		run.deletedMs = nowMs;
		if (input && run.batchId !== undefined) this.batches.get(run.batchId)!.deleted = true;
		if (input && run.inputDir === FOLDER) this.broken.push(`the folder of ${run.id} was deleted`);
		const jobId = `job-${run.id}`;
		this.jobs.set(jobId, nowMs + JOB_MS);
		return { answer: { delete_output_dir_job_id: jobId } };
	}

	private job(id: string): Effect {
		const endMs = this.jobs.get(id);
		if (endMs === undefined) throw new Refusal(404, `job ${id} does not exist`);
		return { answer: { state: this.clock.nowMs >= endMs ? 'COMPLETE' : 'RUNNING' } };
	}
}

function shown({ path, query }: ApiRequest): string {
	const { offset, file_offset, run_id } = query ?? {};
	const page = [offset, file_offset].some((one) => Number(one ?? 0) > 0) ? ' next page' : '';
	return path.replace(/^\/v2\//, '') + page + (run_id ? ` of ${String(run_id)}` : '');
}
