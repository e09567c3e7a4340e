import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { fieldsByPath } from '../../../../../nodes/shared/n8n/declared';
import { onCallback } from '../../../../../nodes/AiHub/resources/document/n8n/resume';
import { process } from '../../../../../nodes/AiHub/resources/document/process';
import { RunWatcher } from '../../../../../nodes/shared/api/work/waitForRun';
import { nodeError } from '../../../../../nodes/shared/n8n/errors';
import { Attempt, plainApi } from './attempt';
import {
	executeContext,
	inputItems,
	type Place,
	type Response,
	type Situation,
	webhookContext,
} from './context';
import type { SimHub } from './hub';
import { callBackTimes, isGone, type SimRun, statusAt } from './runs';
import type { History } from './world';

/** A turn of the node: items to work on, or those that come back from "Timed Out". */
interface Task {
	turn: number;
	items: INodeExecutionData[];
	/** For items that come back: which input item of the turn each was. */
	back?: number[];
}

/** What left the node in a turn. */
export interface Delivery {
	turn: number;
	back?: number[];
	outputs: INodeExecutionData[][];
	/** The node threw, and n8n passed its input on. */
	thrown?: Error;
	/** The try of the node that gave it. */
	tryNumber: number;
	wasStopped: boolean;
}

export type Ending = 'success' | 'error' | 'stopped' | 'crashed';

/** An execution that waits in the database. */
interface StoredExecution {
	executionId: string;
	context: string;
	/** Where it goes on, as the database keeps it. */
	place: string;
	isOver: boolean;
	calls: number;
	/** Goes on from there. */
	settle(place: Place): void;
}

const MOST_CALLS = 7;
const FIELDS = fieldsByPath(process.fields);
const CALL_AGAIN_MS = 30_000;
/** How long the last try of a look takes at most. */
const LONGEST_LOOK_MS = 5_000;

/** n8n, as far as Document → Process can tell. */
export class SimN8n {
	deliveries: Delivery[] = [];

	/** All hints of all tries. */
	readonly hints: string[] = [];

	ending: Ending = 'success';

	/** What ended the last attempt. */
	error?: Error;

	/** The try of the node that threw it; the turn it was in, and what came back then. */
	failed?: { tryNumber: number; turn: number; back?: number[] };

	stoppedMs = Infinity;

	/** Tries of the node in executions in which n8n died: it keeps nothing of what they gave. */
	readonly dead = new Set<number>();

	private stored?: StoredExecution;

	/** The runs that call an execution back. */
	private readonly calling = new Map<string, SimRun[]>();

	private executions = 0;

	private numbers = 1;

	constructor(
		private readonly history: History,
		private readonly hub: SimHub,
	) {
		hub.onStart = (run, url) => this.callBackFor(run, url);
	}

	async live(): Promise<void> {
		const { turns, settings, interrupts, retriesS } = this.history;
		const all = () =>
			turns.map((items, turn): Task => ({ turn, items: inputItems(items, turn, settings) }));
		let tasks = all();
		let context: IDataObject = {};
		let done = 0;
		for (let number = 0; ; number++) {
			const attempt = new Attempt(this.hub, interrupts[number] ?? null, () => this.random());
			const executionId = String(++this.executions);
			this.hub.say(`n8n: execution ${executionId}`);
			const situation = { executionId, mode: number === 0 ? 'trigger' : 'retry', context } as const;
			this.error = undefined;
			done = await this.execute(tasks, done, attempt, situation);
			this.hub.say(`n8n: ${this.ending} ${this.words()}`);
			const retryS = retriesS[number];
			if (['success', 'stopped'].includes(this.ending) || retryS === undefined) return;
			await this.hub.clock.sleep(retryS * 1000);
			// n8n keeps nothing of a crashed execution but what came in.
			if (this.ending === 'crashed') [tasks, done, this.deliveries] = [all(), 0, []];
			context = this.ending === 'crashed' ? {} : (copy(context) as IDataObject);
		}
	}

	/** Answers how many tasks are done. */
	private async execute(
		tasks: Task[],
		from: number,
		attempt: Attempt,
		{ executionId, mode, context }: Pick<Situation, 'executionId' | 'mode' | 'context'>,
	): Promise<number> {
		const firstTry = this.hub.tryNumber + 1;
		for (let runIndex = from; runIndex < tasks.length; runIndex++) {
			const { turn, items, back } = tasks[runIndex];
			this.hub.turn = back ? -1 : turn;
			const executeData: Place = { node: {}, data: { main: [items] }, source: null };
			const { signal } = attempt.controller;
			const { hints } = this;
			const task = { executionId, mode, context, turn: runIndex, items, executeData };
			const situation = { ...task, hints, signal };
			const outputs = await this.runNode(situation, attempt);
			this.stoppedMs = attempt.stoppedMs;
			const isStopped = attempt.stoppedMs < Infinity;
			this.ending = attempt.isDead ? 'crashed' : isStopped ? 'stopped' : 'success';
			if (attempt.isDead) {
				for (let lost = firstTry; lost <= this.hub.tryNumber; lost++) this.dead.add(lost);
				return 0;
			}
			const { tryNumber } = this.hub;
			if (!outputs) {
				if (!isStopped) this.ending = 'error';
				this.failed = { tryNumber, turn, back };
				return runIndex;
			}
			const thrown = this.error;
			this.deliveries.push({ turn, back, outputs, thrown, tryNumber, wasStopped: isStopped });
			if (isStopped) return runIndex;
			const returning = this.timedOut(outputs);
			if (this.history.backFromTimeout && !back && returning.length > 0) {
				tasks.push({
					turn,
					items: copy(returning) as INodeExecutionData[],
					back: returning.map(({ pairedItem }) => (pairedItem as { item: number }).item),
				});
			}
		}
		return tasks.length;
	}

	private timedOut(outputs: INodeExecutionData[][]): INodeExecutionData[] {
		const { callback, routed } = this.history.settings;
		return callback ? (outputs[routed ? 3 : 1] ?? []) : [];
	}

	/** n8n's loop over the tries of a node; undefined when it failed. */
	private async runNode(
		situation: Situation,
		attempt: Attempt,
	): Promise<INodeExecutionData[][] | undefined> {
		const { maxTries, onError } = this.history.settings;
		const tries = maxTries > 0 ? Math.min(5, Math.max(2, maxTries)) : 1;
		let outputs: INodeExecutionData[][] | undefined;
		this.error = undefined;
		for (let tryIndex = 0; tryIndex < tries && !attempt.isDead; tryIndex++) {
			if (tryIndex > 0) await this.hub.clock.sleep(1000);
			try {
				this.error = undefined;
				outputs = await this.runOnce(situation, attempt);
			} catch (error) {
				this.error = error as Error;
				outputs = undefined;
				continue;
			}
			if (!outputs[0]?.[0]?.json?.error) break;
		}
		if (attempt.isDead) return undefined;
		if (outputs) return await this.afterNode(outputs, situation, attempt);
		return onError === 'stopWorkflow' ? undefined : [situation.items];
	}

	private async runOnce(situation: Situation, attempt: Attempt) {
		this.hub.tryNumber++;
		this.hub.say(`n8n: runs the node, turn ${situation.turn}`);
		const n8n = executeContext(this.history, situation);
		const api = attempt.api();
		const parallel = this.history.settings.itemsInParallel;
		const context = { n8n, api, watcher: new RunWatcher(api), parallel, fields: FIELDS };
		if (!('executeAll' in process)) throw new Error('Process takes all items at once');
		try {
			return await process.executeAll(context);
		} catch (error) {
			throw nodeError(n8n.getNode(), error);
		}
	}

	private async afterNode(outputs: INodeExecutionData[][], situation: Situation, attempt: Attempt) {
		this.sortErrors(outputs);
		const { waitTill, executeData, executionId, context } = situation;
		if (!waitTill) return outputs;
		if (Number.isNaN(waitTill.getTime())) this.hub.broken.push('put to wait until no date');
		if (attempt.stoppedMs === Infinity && this.isLeftAlone(executionId)) {
			this.hub.broken.push('stored although every run had ended before, and called back in vain');
		}
		attempt.isStored = true;
		const main = copy(executeData.data.main) as INodeExecutionData[][];
		const stored = { executionId, context: JSON.stringify(context) };
		const place = await this.wait({ ...stored, place: JSON.stringify(executeData) }, waitTill);
		attempt.isStored = false;
		if (place) {
			const items = place.data.main[0];
			const again = { ...situation, items, executeData: place, waitTill: undefined };
			return await this.runNode(again, attempt);
		}
		this.sortErrors(main);
		return main;
	}

	/** n8n moves failed items to the error output; it changes the arrays it is given. */
	private sortErrors(outputs: INodeExecutionData[][]): void {
		const { onError, routed, callback } = this.history.settings;
		if (onError !== 'continueErrorOutput') return;
		const own = (routed ? 3 : 1) + (callback ? 1 : 0);
		const isError = ({ json }: INodeExecutionData) =>
			Boolean(json.error) &&
			Object.keys(json).every((key) => ['error', 'message', 'details'].includes(key));
		const errors: INodeExecutionData[] = [];
		for (let index = 0; index < own; index++) {
			const items = outputs[index] ?? [];
			for (const item of items) if (isError(item)) errors.push(item);
			outputs[index] = items.filter((item) => !isError(item));
		}
		outputs[own] = errors;
	}

	/** Where the execution goes on; undefined when the limit was over before the callbacks came. */
	private async wait(
		kept: Pick<StoredExecution, 'executionId' | 'context' | 'place'>,
		waitTill: Date,
	): Promise<Place | undefined> {
		const { clock } = this.hub;
		this.hub.say(`n8n: stored until ${((waitTill.getTime() % 100_000_000) / 1000).toFixed(1)}`);
		return await new Promise<Place | undefined>((resolve) => {
			const stored: StoredExecution = {
				...kept,
				isOver: false,
				calls: 0,
				settle: (place) => {
					stored.isOver = true;
					resolve(place);
				},
			};
			this.stored = stored;
			const timeOut = () => {
				if (stored.calls > 0) return clock.at(clock.nowMs + 500, timeOut);
				if (!stored.isOver) this.hub.say('n8n: timed out');
				stored.isOver = true;
				resolve(undefined);
			};
			clock.at(waitTill.getTime(), timeOut);
			for (const afterS of this.history.traits.forgedS) {
				clock.at(clock.nowMs + afterS * 1000, () => void this.call(kept.executionId));
			}
		});
	}

	/** A call of the resume address; answers the HTTP status. */
	private async call(executionId: string): Promise<number> {
		const { stored } = this;
		if (stored?.executionId !== executionId) return 404;
		if (stored.isOver) return 409;
		this.hub.say(`n8n: called back`);
		const context = JSON.parse(stored.context) as IDataObject;
		const place = JSON.parse(stored.place) as Place;
		place.node.disabled = true;
		const response: Response = {};
		const n8n = webhookContext(this.history, executionId, { context, place }, response);
		stored.calls++;
		try {
			const { workflowData } = await onCallback(
				n8n,
				plainApi(this.hub, () => this.random()),
			);
			if (!workflowData) return response.status ?? 200;
			if (stored.isOver) this.hub.broken.push('one execution was resumed twice');
			if (place.node.disabled) this.hub.broken.push('n8n passed on what the webhook gave');
			place.data.main = copy(workflowData) as INodeExecutionData[][];
			stored.settle(place);
			return 200;
		} catch (error) {
			// n8n goes on with an empty item.
			this.hub.broken.push(`a callback threw: ${(error as Error).message}`);
			return 500;
		} finally {
			stored.calls--;
		}
	}

	/** All runs that call this execution back have ended longer ago than any look takes. */
	private isLeftAlone(executionId: string): boolean {
		const runs = this.calling.get(executionId) ?? [];
		const { nowMs } = this.hub.clock;
		const beforeMs = nowMs - LONGEST_LOOK_MS;
		if (runs.length === 0) return false;
		return runs.every((run) => !isGone(run, nowMs) && statusAt(run, beforeMs) === 'COMPLETE');
	}

	/** AI Hub calls back, again and again as long as nobody takes it. */
	private callBackFor(run: SimRun, url: string | undefined): void {
		const { callsBack, callBackDelayS } = this.history.traits;
		const executionId = url?.split('/').pop();
		this.calling.set(executionId ?? '', [...(this.calling.get(executionId ?? '') ?? []), run]);
		if (executionId === undefined || callsBack === 'never') return;
		const { clock } = this.hub;
		const call = async (calls: number) => {
			if (isGone(run, clock.nowMs)) return;
			const status = await this.call(executionId);
			const isTaken = status >= 200 && status < 300;
			if (!isTaken && calls < MOST_CALLS)
				clock.at(clock.nowMs + CALL_AGAIN_MS, () => void call(calls + 1));
		};
		for (const time of callBackTimes(run)) {
			const atMs = time + callBackDelayS * 1000;
			clock.at(atMs, () => void call(1));
			if (callsBack === 'sameMoment') clock.at(atMs, () => void call(1));
			if (callsBack === 'twice') clock.at(atMs + 3000, () => void call(1));
		}
	}

	private words(): string {
		return this.error?.message ?? '';
	}

	/** The same numbers in every life. */
	private random(): number {
		this.numbers = (this.numbers * 48_271) % 2_147_483_647;
		return this.numbers / 2_147_483_647;
	}
}

function copy(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value));
}
