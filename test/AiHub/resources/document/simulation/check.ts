import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { routeDocument } from '../../../../../nodes/shared/documents/routing';
import { foundIn } from '../../../../../nodes/shared/documents/shapes';
import { failedForNothing } from './fairWeather';
import type { SimHub } from './hub';
import type { Delivery, SimN8n } from './n8n';
import { type ExpectedGroup, type ExpectedTurn, expectedTurn } from './plan';
import { hasEndedBadly, isGone, type Reading, type SimRun } from './runs';
import { type History, ROUTES } from './world';

/** A start is checked at once: later it cannot be told how the earlier runs stood. */
export function watchStarts(history: History, hub: SimHub): void {
	const turns = history.turns.map((_, turn) => expectedTurn(history, turn));
	hub.beforeStart = (run) => {
		const say = (words: string) => {
			hub.broken.push(`${words}: ${run.key}, run ${hub.runs.length + 1}`);
		};
		const groups = turns[run.turn]?.groups.filter(({ key }) => key === run.key) ?? [];
		if (groups.length === 0) return say('a run over what nobody asked for, or lacking a file');
		const alive = hub.runs.filter(
			(one) =>
				one.key === run.key &&
				one.turn === run.turn &&
				!isGone(one, hub.clock.nowMs) &&
				!hasEndedBadly(one, hub.clock.nowMs),
		);
		if (alive.length >= groups.length) say(`started again beside ${alive[0].id}`);
		// What was on its way when the refusal came may still arrive.
		const { settings, traits } = history;
		const stops = !settings.routed && settings.onError === 'stopWorkflow';
		const refusedMs = hub.refusedMs.get(hub.tryNumber) ?? Infinity;
		if (stops && run.startMs > refusedMs + traits.latencyMs) say('started after a refusal');
	};
}

/** The promises of Process, checked over a history. Answers what is broken, in words. */
export function brokenPromises(history: History, hub: SimHub, n8n: SimN8n): string[] {
	const turns = history.turns.map((_, turn) => expectedTurn(history, turn));
	const broken = [...hub.broken];
	for (const delivery of n8n.deliveries) {
		broken.push(...new DeliveryCheck(history, hub, turns[delivery.turn], delivery).broken());
	}
	broken.push(...wronglyDeleted(history, hub, n8n, turns));
	broken.push(...unnamedInError(hub, n8n));
	broken.push(...beyondRefusal(history, hub, turns));
	broken.push(...failedForNothing(history, n8n));
	if (n8n.error && !['NodeApiError', 'NodeOperationError'].includes(n8n.error.name)) {
		broken.push(`an error of its own: ${n8n.error.stack}`);
	}
	return [...new Set(broken)];
}

/** When the node must stop at items it cannot process, it has created nothing. */
function beyondRefusal({ settings }: History, hub: SimHub, turns: ExpectedTurn[]): string[] {
	const goesOn = settings.routed || settings.onError !== 'stopWorkflow';
	const mustBeEmpty = (turn: ExpectedTurn) =>
		turn.groups.length === 0 || (turn.refused.length > 0 && !goesOn);
	return turns.flatMap((turn, index) => {
		const isTouched = [...hub.batches.values(), ...hub.runs].some((one) => one.turn === index);
		return mustBeEmpty(turn) && isTouched ? ['created in spite of a refusal'] : [];
	});
}

/** What was made in the try that failed, and known to the node, is in its error. */
function unnamedInError(hub: SimHub, { error, failed, ending }: SimN8n): string[] {
	if (!error || !failed || !['error', 'stopped'].includes(ending)) return [];
	const text = wordsOf(error);
	return [...hub.batches.values()]
		.filter(({ madeIn, told }) => madeIn === failed.tryNumber && told)
		.filter(({ id, deleted }) => !deleted && !isNamed(text, hub, id))
		.map(({ id }) => `batch ${id} is not named in: ${text}`);
}

function wordsOf(error: Error): string {
	const { message, description, context } = error as Error & {
		description?: string;
		context?: { data?: unknown };
	};
	return `${message} ${description ?? ''} ${JSON.stringify(context?.data ?? '')}`;
}

function isNamed(text: string, { runs }: SimHub, batchId: number): boolean {
	const names = [
		String(batchId),
		...runs.flatMap((run) => (run.batchId === batchId ? run.id : [])),
	];
	return names.some((name) => new RegExp(`\\b${name}\\b`).test(text));
}

/** Only what has completed, was delivered and can be approved may be deleted. */
function wronglyDeleted(
	{ settings }: History,
	hub: SimHub,
	{ deliveries, ending, dead }: SimN8n,
	turns: ExpectedTurn[],
): string[] {
	const broken: string[] = [];
	for (const run of hub.runs) {
		if (!run.deletedByNode) continue;
		const say = (words: string) => broken.push(`${run.id} was deleted ${words}`);
		const { input, status, tryNumber } = run.deletedByNode;
		if (settings.cleanUp === 'nothing') say('although everything is to be kept');
		if (input && settings.cleanUp !== 'runAndBatch') say('with its batch');
		if (status !== 'COMPLETE') say(`as ${status}`);
		// Between the deletion and the end of the execution n8n may die: then nobody has anything.
		if (ending === 'crashed' || deliveries.length === 0) continue;
		const items = deliveries.flatMap(({ outputs }) => outputs.flat());
		const isOut = items.some(({ json }) => json.run_id === run.id);
		// An execution that was killed after it deleted, or whose retry was, had all documents and n8n forgot them: a limit, written down.
		const isForgotten = [...dead].some((lost) => lost >= tryNumber);
		if (!isOut && ending === 'success' && !isForgotten) say('and never delivered');
		// Groups over the same files may have rules of their own: one that approves all is enough.
		const reasons = turns
			.flatMap(({ groups }) => groups.filter(({ key }) => key === run.key))
			.map((group) => verdicts(run, group, settings).find(({ route }) => route !== 'approved'));
		const [bad] = reasons;
		if (bad && reasons.every((one) => one !== undefined))
			say(`in spite of: ${bad.reasons.join('; ') || bad.route}`);
	}
	return broken;
}

function lastReading({ readings, seen }: SimRun): Reading {
	return readings.at(-1) ?? { files: [], status: seen };
}

/** What is to become of each document that was read. */
function verdicts(
	run: SimRun,
	{ rules }: ExpectedGroup,
	{ converts }: History['settings'],
	{ files, status }: Reading = lastReading(run),
) {
	const runWaitsForReview = status === 'STOPPED_AT_CHECKPOINT';
	const none = { fields: [], classes: [], validationMustPass: false, reviewMustBeCompleted: false };
	const conversions = converts ? [{ field: 'total', to: 'amount' as const }] : [];
	const { documents } = foundIn({ id: run.id, files }, run.id, { conversions });
	return documents.map((found) => ({
		fileName: found.fileName,
		...routeDocument(found, rules ?? none, { runWaitsForReview }),
	}));
}

interface OutItem {
	output: number;
	json: IDataObject;
	sources: number[];
	kind: 'failure' | 'pending' | 'document';
}

/** What left the node in one turn, held against what a person may expect of it. */
class DeliveryCheck {
	private readonly found: string[] = [];

	private readonly items: OutItem[];

	constructor(
		private readonly history: History,
		private readonly hub: SimHub,
		private readonly expected: ExpectedTurn,
		private readonly delivery: Delivery,
	) {
		this.items = delivery.outputs.flatMap((items, output) =>
			(items ?? []).map((item) => this.outItem(item, output)),
		);
	}

	broken(): string[] {
		const { thrown, wasStopped, back, turn } = this.delivery;
		if (thrown) {
			// n8n passed the input on as if nothing had happened: only a stop may do that.
			if (!wasStopped) this.say(`threw although it goes on after errors: ${thrown.message}`);
			return this.found;
		}
		for (const itemIndex of this.expected.refused) if (!back) this.onlyFailure(itemIndex);
		for (const group of this.expected.groups) {
			const indexes = group.itemIndexes.filter((index) => !back || back.includes(index));
			if (indexes.length > 0) this.group({ ...group, itemIndexes: indexes });
		}
		const known = new Set([
			...this.expected.refused,
			...this.expected.groups.flatMap(({ itemIndexes }) => itemIndexes),
		]);
		for (const { sources } of this.items) {
			if (sources.length === 0 || sources.some((index) => !known.has(index)))
				this.say('an item of nowhere');
		}
		return this.found.map((words) => `turn ${turn}${back ? ', come back' : ''}: ${words}`);
	}

	private say(words: string): void {
		this.found.push(words);
	}

	private outItem({ json, pairedItem }: INodeExecutionData, output: number): OutItem {
		const { back } = this.delivery;
		const { routed, callback } = this.history.settings;
		const sources = [pairedItem ?? []]
			.flat()
			.map((one) => (typeof one === 'number' ? one : one.item))
			.map((index) => (back ? back[index] : index));
		const isPending = callback && output === (routed ? 3 : 1);
		const kind = isPending ? 'pending' : typeof json.error === 'string' ? 'failure' : 'document';
		return { output, json, sources, kind };
	}

	private of(itemIndex: number): OutItem[] {
		return this.items.filter(({ sources }) => sources.includes(itemIndex));
	}

	private onlyFailure(itemIndex: number): void {
		const items = this.of(itemIndex);
		if (items.length !== 1 || items[0].kind !== 'failure')
			this.say(`item ${itemIndex} should have failed: ${JSON.stringify(items)}`);
	}

	private group(group: ExpectedGroup): void {
		const { itemIndexes } = group;
		const kinds = new Set(itemIndexes.flatMap((index) => this.of(index).map(({ kind }) => kind)));
		const [kind] = kinds;
		if (kinds.size !== 1)
			return this.say(`items ${itemIndexes} became ${[...kinds].join(' and ')}`);
		if (kind === 'document') return this.documents(group);
		for (const index of itemIndexes) {
			const items = this.of(index);
			if (items.length !== 1) this.say(`item ${index} became ${items.length} times a ${kind}`);
			if (kind === 'failure') this.names(items[0], group);
		}
	}

	/** A failure names what was made for it. */
	private names({ json }: OutItem, group: ExpectedGroup): void {
		const contents = new Set(group.files.map(({ content }) => content));
		const made = [...this.hub.batches.values()].filter(
			({ madeIn, told, files, deleted }) =>
				madeIn === this.delivery.tryNumber &&
				told &&
				!deleted &&
				[...files.values()].some((content) => contents.has(content) && !content.startsWith('twin')),
		);
		const text = JSON.stringify(json);
		for (const { id } of made) {
			if (!isNamed(text, this.hub, id)) this.say(`batch ${id} is not named in ${text}`);
		}
	}

	private documents(group: ExpectedGroup): void {
		const { itemIndexes } = group;
		const items = this.items.filter(({ sources }) =>
			itemIndexes.some((one) => sources.includes(one)),
		);
		const runIds = new Set(items.map(({ json }) => json.run_id));
		const run = this.hub.runs.find(({ id }) => id === [...runIds][0]);
		if (runIds.size !== 1 || !run) return this.say(`documents of runs ${[...runIds].join()}`);
		if (run.key !== group.key) return this.say(`documents of ${run.id}, which is over ${run.key}`);
		// Items that share a run may have looked at it, and read it, at different times.
		const looked = run.readings.flatMap(({ files }) =>
			[...run.looks].map((status) => ({ files, status })),
		);
		const readings = [lastReading(run), ...looked, ...this.refusedReading(run)];
		const broken = readings.map((reading) => this.brokenBy(reading, run, group, items));
		this.found.push(...(broken.some((words) => words.length === 0) ? [] : broken[0]));
	}

	/** What a reading gave that was refused on its way, while the run waited for review. */
	private refusedReading({ seen }: SimRun): Reading[] {
		const mayBeRefused = this.history.faults.some(
			({ of, kind }) => ['getRunResults', '*'].includes(of) && /^(status4|page404)/.test(kind),
		);
		const waits = seen === 'STOPPED_AT_CHECKPOINT';
		return waits && mayBeRefused ? [{ files: [], status: seen }] : [];
	}

	private brokenBy(
		reading: Reading,
		run: SimRun,
		group: ExpectedGroup,
		items: OutItem[],
	): string[] {
		const { itemIndexes, files } = group;
		const found: string[] = [];
		const say = (words: string) => void found.push(words);
		if (this.history.settings.onReview === 'fail' && reading.status === 'STOPPED_AT_CHECKPOINT')
			say(`documents of ${run.id}, which waits for review, instead of the error`);
		const fileOf = (name: unknown) => {
			const content = run.files.find((file) => file.name === name)?.content;
			return files.filter((file) => file.content === content);
		};
		const wanted = verdicts(run, group, this.history.settings, reading).map((verdict) => ({
			name: verdict.fileName,
			output: this.history.settings.routed ? ROUTES.indexOf(verdict.route) : 0,
			reasons: verdict.reasons.join('; '),
		}));
		const seen = new Set(wanted.flatMap(({ name }) => fileOf(name).map(({ index }) => index)));
		const silent = files.filter(({ index }) => !seen.has(index)).length;
		const isEmpty = files.length === 0 && wanted.length === 0;
		const given = items.map(({ output, json }) => `${output} ${json.file_name} ${reasonsOf(json)}`);
		for (const { name, output, reasons } of wanted) {
			const shown = this.history.settings.routed ? reasons : '';
			const at = given.indexOf(`${output} ${name} ${shown}`);
			if (at < 0) say(`lacks ${output} ${name} ${shown} in ${given.join(' | ')}`);
			else given.splice(at, 1);
		}
		if (given.length !== silent + (isEmpty ? 1 : 0)) say(`too much: ${given.join(' | ')}`);
		this.pairsAndOrder(items, itemIndexes, fileOf, group, say);
		return found;
	}

	private pairsAndOrder(
		items: OutItem[],
		itemIndexes: number[],
		fileOf: (name: unknown) => ExpectedGroup['files'],
		group: ExpectedGroup,
		say: (words: string) => void,
	): void {
		const last = new Map<number, number>();
		for (const { output, json, sources } of items) {
			const files = fileOf(json.file_name ?? json.name);
			// Files without a document are named as they were sent.
			if (files.length !== 1) continue;
			const [file] = files;
			if (sources.length !== 1 || sources[0] !== file.itemIndex)
				say(`${json.file_name} is paired to ${sources.join()}, not ${file.itemIndex}`);
			if ((last.get(output) ?? -1) > file.index) say(`${json.file_name} is out of order`);
			last.set(output, file.index);
		}
		if (group.files.length > 0) return;
		// Of what AI Hub has already, documents belong to the item that asked for it first.
		for (const { sources } of items) {
			if (sources.join() !== String(itemIndexes[0])) say(`paired to ${sources.join()}`);
		}
	}
}

function reasonsOf({ reasons }: IDataObject): string {
	return Array.isArray(reasons) ? reasons.join('; ') : String(reasons ?? '');
}
