import type { WorkflowActivateMode } from 'n8n-workflow';

import { Activations } from '../../../nodes/AiHubTrigger/activations';
import { pollRunEvents } from '../../../nodes/AiHubTrigger/runEvents';
import { type Warning, whereToGoOn, writeState } from '../../../nodes/AiHubTrigger/state';
import { eventToReport, type RunEvent } from '../../../nodes/shared/trigger/transitions';
import type { SimHub } from './hub';

export interface Emission {
	runId: string;
	event: RunEvent;
	/** Of the run's steps, the one that was reported. */
	step: number;
}

export interface PollRecord {
	fromMs: number;
	toMs: number;
	/** It had all the time it wanted. */
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

export interface TriggerOptions {
	wanted: ReadonlySet<RunEvent>;
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
	/** n8n cannot save the static data. */
	losesWrite?: boolean;
}

interface StaticData {
	json: string;
	/** What was emitted in this state. */
	emitted: ReadonlySet<string>;
}

const NOTHING: StaticData = { json: '{}', emitted: new Set() };

/** n8n, as far as a polling trigger can tell: static data is saved on emit and after activation. */
export class SimN8n {
	readonly sessions: Session[] = [];

	largestState = 0;

	private memory = NOTHING;

	private saved = NOTHING;

	private context = {};

	private mode: WorkflowActivateMode = 'activate';

	private filter = 0;

	private readonly activations = new Activations();

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
		await this.begin('update', plan);
	}

	private async begin(mode: WorkflowActivateMode, plan: PollPlan): Promise<void> {
		this.load(mode);
		if (await this.poll(plan, true)) return;
		// n8n says that the activation failed; the person tries again.
		this.load(mode);
		await this.poll({}, true);
	}

	/** The process ends and starts again, or another process takes over, or the workflow is published. */
	async restart(mode: 'init' | 'leadershipChange' | 'update'): Promise<void> {
		this.load(mode);
		this.sessions.at(-1)!.restarts++;
		await this.poll({}, false, true);
	}

	private load(mode: WorkflowActivateMode): void {
		this.memory = this.saved;
		this.context = {};
		this.mode = mode;
	}

	/** @returns false when the poll failed */
	async poll(plan: PollPlan = {}, isBeginning = false, isFirst = isBeginning): Promise<boolean> {
		const { context } = this;
		const fromMs = this.hub.nowMs;
		const session = this.sessions.at(-1);
		this.hub.failAt = plan.failAt ?? Infinity;
		const requests = this.hub.requests;
		const timeLeft = () => 1 - (this.hub.requests - requests) / (plan.budget ?? Infinity);
		try {
			const outcome = await this.activations.poll(context, this.mode, async (isActivation) => {
				return await this.pollNode(isActivation, timeLeft);
			});
			if (outcome === null) return true;
			const { items: emissions, since, warnings, json } = outcome;
			// Not before the poll: another one may have overtaken this one.
			const before = isBeginning ? new Set<string>() : this.memory.emitted;
			this.largestState = Math.max(this.largestState, Buffer.byteLength(json));
			this.memory = { json, emitted: new Set([...before, ...emissions.map(keyOf)]) };
			if (isFirst || (emissions.length > 0 && !plan.losesWrite)) this.saved = this.memory;
			if (isBeginning) this.sessions.push({ since, polls: [], restarts: 0, warnings: [] });
			const isComplete = plan.budget === undefined;
			const record = { fromMs, toMs: this.hub.nowMs, isComplete, emissions, before };
			this.sessions.at(-1)!.polls.push(record);
			this.sessions.at(-1)!.warnings.push(...warnings);
			return true;
		} catch (error) {
			if ((error as Error).message !== 'no answer') throw error;
			return false;
		} finally {
			if (session) this.hub.failAt = Infinity;
		}
	}

	/** What the node's poll() does around the logic under test. */
	private async pollNode(isActivation: boolean, timeLeft: () => number) {
		const source = this.hub.source();
		const { wanted, limit, mostBytes } = this.options;
		const stored = (JSON.parse(this.memory.json) as { state?: unknown }).state;
		const from = whereToGoOn(stored, `filter ${this.filter}`, isActivation, this.since());
		const outcome = await pollRunEvents(
			from,
			source,
			{
				wanted,
				timeLeft,
				mostBytes,
				pageSize: limit,
				matches: (run) => run.app_id === 'this-app' && run.tags!.includes('mine'),
			},
			async (transition): Promise<Emission[]> => {
				const { run } = transition;
				const event = await eventToReport(transition, wanted, async () => {
					return await source.wasReviewed(run.id);
				});
				return event ? [{ runId: run.id, event, step: Number(run.msg!.slice(5)) }] : [];
			},
		);
		const json = JSON.stringify({ state: writeState(outcome.state) });
		return { ...outcome, json, since: 'runs' in from ? Infinity : (from.since ?? Infinity) };
	}

	private since(): number | undefined {
		const { hoursBack, clockOffsetMs } = this.options;
		if (hoursBack === undefined) return undefined;
		return Math.floor((this.hub.nowMs + clockOffsetMs) / 1000) - hoursBack * 3600;
	}
}

/** Identity of what is reported: a run waits once per review, and ends once. */
export function keyOf(emission: Emission): string {
	return `${emission.runId} step ${emission.step}`;
}
