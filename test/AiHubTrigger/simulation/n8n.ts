import type { WorkflowActivateMode } from 'n8n-workflow';

import { Polls } from '../../../nodes/AiHubTrigger/polls';
import { PollMemory } from '../../../nodes/AiHubTrigger/pollMemory';
import { pollFromSaved } from '../../../nodes/AiHubTrigger/savedPoll';
import type { Warning } from '../../../nodes/AiHubTrigger/state';
import { readsResults } from '../../../nodes/shared/trigger/runItems';
import {
	eventToReport,
	type RunEvent,
	type Transition,
} from '../../../nodes/shared/trigger/transitions';
import { SimFailure, type SimHub } from './hub';

export interface Emission {
	runId: string;
	event: RunEvent;
	/** Of the run's steps, the one that was reported. */
	step: number;
	/** Without its results, which could not be read. */
	isGivenUp: boolean;
}

export interface PollRecord {
	fromMs: number;
	toMs: number;
	/** It had all the time it wanted, and tried all there was. */
	isComplete: boolean;
	emissions: Emission[];
	/** What had been emitted in the state that this poll went on from. */
	before: ReadonlySet<string>;
}

/** The time from one beginning (activation, changed filter) to the next. */
export interface Session {
	/** Runs started from then on are reported although they ended before, seconds since 1970. */
	since: number;
	polls: PollRecord[];
	restarts: number;
	warnings: Warning[];
}

/**
 * How n8n polls. `process`: timers in the process, with one context and the data in memory, which is
 * saved on emit and after the poll of an activation or a start. `database`: jobs in the database; each
 * poll gets a context and the saved data, which is saved on emit and after an activation.
 * `durable`: the same, with a row of its own for the data, saved together with the execution, and
 * after quiet polls, but not after a quiet activation.
 */
export type Scheduler = 'process' | 'database' | 'durable';

export interface TriggerOptions {
	scheduler: Scheduler;
	wanted: ReadonlySet<RunEvent>;
	includesResults: boolean;
	limit: number;
	mostBytes?: number;
	/** "Start From": hours back, undefined for "now". */
	hoursBack?: number;
	/** n8n's clock minus AI Hub's, ms. */
	clockOffsetMs: number;
}

export interface PollPlan {
	/** Requests after which the time for the poll is over. */
	budget?: number;
	/** The request that fails. */
	failAt?: number;
	/** n8n cannot save the static data; with durable cursors there is no execution then. */
	losesWrite?: boolean;
	/** n8n gave the poll up: it goes on, and nothing comes of it. */
	isAbandoned?: boolean;
	/** Of two polls at a time: the second begins when the first has ended, with the data from before it. */
	isStale?: boolean;
	/** Which of two main processes polls, where the jobs are in the database. */
	main?: 0 | 1;
}

/** Nothing of what happened could be delivered: the poll fails, but the node has changed its data. */
class Undelivered extends Error {
	constructor(
		readonly json: string,
		readonly warnings: Warning[],
	) {
		super('undelivered');
	}
}

interface StaticData {
	json: string;
	/** What was emitted in this state. */
	emitted: ReadonlySet<string>;
}

const NOTHING: StaticData = { json: '{}', emitted: new Set() };

interface Main {
	polls: Polls;
	memory: PollMemory;
}

const newMain = (): Main => ({ polls: new Polls(), memory: new PollMemory() });

/** n8n, as far as a polling trigger can tell. */
export class SimN8n {
	readonly sessions: Session[] = [];

	/** Promises that n8n sees broken, in words. */
	readonly broken: string[] = [];

	largestState = 0;

	/** The static data in the process; with a database scheduler every poll gets what is saved. */
	private memory = NOTHING;

	private saved = NOTHING;

	private context = {};

	private mode: WorkflowActivateMode = 'activate';

	private filter = 0;

	/** The filter of the last beginning that n8n saved. */
	private savedFilter = -1;

	private mains: [Main, Main] = [newMain(), newMain()];

	constructor(
		private readonly hub: SimHub,
		private readonly options: TriggerOptions,
	) {}

	/** A person activates the workflow: the node polls at once. */
	async activate(plan: PollPlan = {}): Promise<void> {
		await this.begin('activate', plan);
	}

	/** A person changes the filter of an active workflow. */
	async changeFilter(plan: PollPlan = {}): Promise<void> {
		this.filter++;
		if (this.inProcess) await this.begin('update', plan);
		else await this.poll({ ...plan, isAbandoned: false });
	}

	private async begin(mode: WorkflowActivateMode, plan: PollPlan): Promise<void> {
		const { saved } = this;
		this.load(mode);
		if (!(await this.pollIn(this.context, plan, true))) {
			// n8n says that the activation failed; the person tries again.
			this.load(mode);
			await this.pollIn(this.context, {}, true);
		}
		// The jobs are there before the activation polls: one may have begun with what was saved before.
		if (plan.isStale && !this.inProcess && saved !== NOTHING) {
			await this.pollIn({}, { main: plan.main === 1 ? 0 : plan.main }, false, saved);
		}
	}

	/** The process ends and starts again, or another process takes over, or the workflow is published. */
	async restart(mode: 'init' | 'leadershipChange' | 'update'): Promise<void> {
		if (mode !== 'update') this.mains = [newMain(), newMain()];
		this.load(mode);
		this.sessions.at(-1)!.restarts++;
		// The jobs of a database scheduler are there already, so that n8n does not poll at once.
		if (this.inProcess) await this.pollIn(this.context, {}, true);
	}

	private get inProcess(): boolean {
		return this.options.scheduler === 'process';
	}

	private load(mode: WorkflowActivateMode): void {
		this.memory = this.saved;
		this.context = {};
		this.mode = mode;
	}

	/** Two polls at the same time; a database scheduler loads the data of the second before the first saves. */
	async overlap(plan: PollPlan): Promise<void> {
		const main = this.mainOf(plan);
		if (this.inProcess || !plan.isStale) {
			await Promise.all([this.poll({ ...plan, main }), this.poll({ main })]);
			return;
		}
		const { saved } = this;
		await this.poll({ ...plan, main });
		await this.pollIn({}, { main }, false, saved);
	}

	/** A poll at its time. @returns false when it failed */
	async poll(plan: PollPlan = {}): Promise<boolean> {
		if (this.inProcess) return await this.pollIn(this.context, { ...plan, main: 0 }, false);
		this.load('update');
		return await this.pollIn(this.context, { ...plan, main: this.mainOf(plan) }, false);
	}

	/** Until a changed filter is saved, each process has a beginning of its own: one of them polls. */
	private mainOf({ main = 0 }: PollPlan): 0 | 1 {
		return this.savedFilter === this.filter ? main : 0;
	}

	/** @param isFirst of an activation or a start: n8n saves what it leaves */
	private async pollIn(
		context: object,
		plan: PollPlan,
		isFirst: boolean,
		loaded?: StaticData,
	): Promise<boolean> {
		const { scheduler } = this.options;
		if (loaded) {
			this.memory = loaded;
			this.mode = 'update';
		}
		const { polls, memory } = this.mains[plan.main ?? 0];
		const fromMs = this.hub.nowMs;
		const hasSession = this.sessions.length > 0;
		this.hub.failAt = plan.failAt ?? Infinity;
		const requests = this.hub.requests;
		const timeLeft = () => 1 - (this.hub.requests - requests) / (plan.budget ?? Infinity);
		const { mode } = this;
		try {
			const outcome = await polls.run({ node: 'node', context, mode }, async (isActivation) => {
				return await this.pollNode(memory, isActivation, timeLeft);
			});
			if (outcome === null) return true;
			const { items: emissions, isCommitted, isBeginning, since, warnings, loaded } = outcome;
			const before = isBeginning ? new Set<string>() : loaded.emitted;
			const next = { ...outcome.next, emitted: new Set([...before, ...emissions.map(keyOf)]) };
			this.largestState = Math.max(this.largestState, Buffer.byteLength(next.json));
			const isDropped =
				!isFirst &&
				!this.inProcess &&
				(plan.isAbandoned || (scheduler === 'durable' && plan.losesWrite));
			const isSaved =
				!isDropped &&
				(scheduler === 'durable'
					? emissions.length > 0 || !isFirst || isCommitted
					: isFirst || (emissions.length > 0 && !plan.losesWrite));
			if (!isDropped) this.memory = next;
			if (isSaved) this.saved = next;
			if (isBeginning) this.beginSession(since, isFirst, isSaved);
			// What a poll tells a person is told, also when nothing else comes of it.
			this.sessions.at(-1)!.warnings.push(...warnings.filter(isOfRun));
			if (isDropped && !isBeginning) return true;
			const hasFailed = plan.failAt !== undefined && this.hub.failAt === Infinity;
			const isComplete = plan.budget === undefined && !hasFailed && waiting(warnings) < 3;
			const record = { fromMs, toMs: this.hub.nowMs, isComplete, emissions, before };
			this.sessions.at(-1)!.polls.push(record);
			this.sessions.at(-1)!.warnings.push(...warnings.filter(isOfMemory));
			return true;
		} catch (error) {
			if (error instanceof Undelivered) this.keep(error);
			else if (!(error instanceof SimFailure)) throw error;
			return false;
		} finally {
			if (hasSession) this.hub.failAt = Infinity;
		}
	}

	/** From now on, what has happened so far must have been reported. */
	expectAll(): void {
		const { nowMs } = this.hub;
		const nothing = { emissions: [], before: new Set<string>() };
		this.sessions.at(-1)!.polls.push({ fromMs: nowMs, toMs: nowMs, isComplete: true, ...nothing });
	}

	/** n8n takes nothing back of what is in memory, and saves nothing. */
	private keep({ json, warnings }: Undelivered): void {
		if (this.inProcess) this.memory = { ...this.memory, json };
		this.largestState = Math.max(this.largestState, Buffer.byteLength(json));
		const { warnings: told } = this.sessions.at(-1)!;
		told.push(...warnings.filter((warning) => isOfMemory(warning) || isOfRun(warning)));
	}

	/** Only an activation and a changed filter may begin anew, and a filter whose beginning was not saved. */
	private beginSession(since: number, isFirst: boolean, isSaved: boolean): void {
		const isAllowed = (isFirst && this.mode === 'activate') || this.savedFilter !== this.filter;
		if (!isAllowed) this.broken.push(`begins anew in session ${this.sessions.length}`);
		if (isSaved) this.savedFilter = this.filter;
		this.sessions.push({ since, polls: [], restarts: 0, warnings: [] });
	}

	/** What the node's poll() does around the logic under test. */
	private async pollNode(memory: PollMemory, isActivation: boolean, timeLeft: () => number) {
		const source = this.hub.source();
		const { wanted, limit, mostBytes, includesResults } = this.options;
		const reads = (transition: Transition) =>
			readsResults(transition, { wanted, includes: includesResults ? {} : undefined });
		const loaded = this.memory;
		const data = JSON.parse(loaded.json) as { state?: unknown };
		let isCommitted = false;
		const commit = async () => {
			isCommitted = true;
			await Promise.resolve();
		};
		const since = this.since();
		const outcome = await pollFromSaved(
			{ node: 'node', data, commit },
			memory,
			{ filterKey: `filter ${this.filter}`, isActivation, since },
			source,
			{
				wanted,
				timeLeft,
				readsResults: reads,
				nowS: () => Math.floor(this.hub.nowMs / 1000),
				mostBytes,
				pageSize: limit,
				matches: (run) => run.app_id === 'this-app' && run.tags!.includes('mine'),
			},
			async (transition, bounds): Promise<Emission[]> => {
				const { run } = transition;
				const isGivenUp = bounds?.unreadable !== undefined;
				const isRead = reads(transition) && !isGivenUp;
				const wasReviewed = isRead && (await source.wasReviewed(run.id));
				const event = await eventToReport(transition, wanted, async () => wasReviewed);
				return event ? [{ runId: run.id, event, step: Number(run.msg!.slice(5)), isGivenUp }] : [];
			},
			() => this.hub.nowMs,
		);
		if (outcome === null) return null;
		const { failure, isBeginning, warnings } = outcome;
		if (failure && !isBeginning) throw new Undelivered(JSON.stringify(data), warnings);
		const isTakenIn = outcome.isBeginning && isActivation && since !== undefined;
		return {
			...outcome,
			isCommitted,
			loaded,
			next: { json: JSON.stringify(data) },
			since: isTakenIn ? since : Infinity,
		};
	}

	private since(): number | undefined {
		const { hoursBack, clockOffsetMs } = this.options;
		if (hoursBack === undefined) return undefined;
		return Math.floor((this.hub.nowMs + clockOffsetMs) / 1000) - hoursBack * 3600;
	}
}

function waiting(warnings: Warning[]): number {
	return warnings.filter(({ message }) => message.includes('waits for the next poll')).length;
}

function isOfMemory({ message }: Warning): boolean {
	return !message.startsWith('Run ');
}

/** A run that is not reported, as only its results would tell whether that is wanted. */
function isOfRun({ message, isLoss }: Warning): boolean {
	return isLoss && message.startsWith('Run ');
}

/** Identity of what is reported: a run waits once per review, and ends once. */
export function keyOf(emission: Emission): string {
	return `${emission.runId} step ${emission.step}`;
}
