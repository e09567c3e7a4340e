import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { routeDocument } from '../../../../../nodes/shared/documents/routing';
import { foundIn } from '../../../../../nodes/shared/documents/shapes';
import { isNamed } from './named';
import type { SimHub } from './hub';
import type { Delivery } from './n8n';
import type { ExpectedGroup, ExpectedTurn } from './plan';
import type { Reading, SimRun } from './runs';
import { type History, ROUTES } from './world';

function lastReading({ readings, seen }: SimRun): Reading {
	return readings.at(-1) ?? { files: [], status: seen };
}

/** What is to become of each document that was read. */
export function verdicts(
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
export class DeliveryCheck {
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
		if (this.history.settings.flat) this.sameColumns();
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

	/** Flat documents, of whatever run and on whatever output, have the columns of a table. */
	private sameColumns(): void {
		const documents = this.items.filter(({ kind }) => kind === 'document');
		const columns = new Set(documents.map(({ json }) => Object.keys(json).join(', ')));
		if (columns.size > 1) this.say(`columns differ: ${[...columns].join(' | ')}`);
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
