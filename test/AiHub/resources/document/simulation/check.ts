import { DeliveryCheck, verdicts } from './delivery';
import { failedForNothing } from './fairWeather';
import type { SimHub } from './hub';
import type { Delivery, SimN8n } from './n8n';
import { isNamed } from './named';
import { type ExpectedGroup, type ExpectedTurn, expectedTurn } from './plan';
import { hasEndedBadly, isGone, type SimRun } from './runs';
import type { History } from './world';

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
	broken.push(...keptInSilence(history, hub, n8n));
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
		// Groups over the same files may have rules of their own, and each a run, or one together.
		const groups = turns.flatMap((turn, index) =>
			turn.groups
				.filter(({ key }) => key === run.key)
				.map((group) => ({
					turn: index,
					isGiven: deliveries.some((one) => one.turn === index && gives(one, run, group)),
					bad: verdicts(run, group, settings).find(({ route }) => route !== 'approved'),
				})),
		);
		// Another turn of a loop may have used the run again, and judged it anew.
		const { turn } = run.deletedByNode;
		const own = groups.filter((group) => group.isGiven && group.turn === turn);
		const isBad = own.length > 0 ? own.some(({ bad }) => bad) : groups.every(({ bad }) => bad);
		if (isBad) say(`in spite of ${JSON.stringify(groups)}`);
		if (input && isBatchNeeded(run, hub)) say('with the batch that another run is over');
	}
	return broken;
}

/** Documents of the run came out for an item of the group. Of items that come back it is not asked. */
function gives({ outputs, back }: Delivery, { id }: SimRun, { itemIndexes }: ExpectedGroup) {
	const items = back ? [] : outputs.flat();
	return items.some(
		({ json, pairedItem }) =>
			json.run_id === id && itemIndexes.includes((pairedItem as { item?: number }).item ?? -1),
	);
}

/** Another run of the same turn is over the batch, the last of its key, and stays. */
function isBatchNeeded({ batchId, turn, key }: SimRun, hub: SimHub): boolean {
	const others = hub.runs.filter((one) => one.batchId === batchId && one.turn === turn);
	const last = new Map(others.map((one) => [one.key, one]));
	last.delete(key);
	return [...last.values()].some((one) => !one.deletedByNode && one.deletedMs === Infinity);
}

/** Answers to a deletion that AI Hub's own cannot be told from. */
const LIKE_DELETED: ReadonlySet<unknown> = new Set(['empty200', 'object200', 'status404']);

/** What was to be deleted and was not is told in a hint, unless n8n itself passed it on at the limit. */
function keptInSilence({ settings }: History, hub: SimHub, { deliveries, ending, hints }: SimN8n) {
	if (settings.cleanUp === 'nothing' || ending !== 'success') return [];
	const items = deliveries.flatMap(({ outputs }) => outputs.flat()).map(({ json }) => json);
	return hub.runs
		.filter((run) => !isGone(run, hub.clock.nowMs))
		.filter(({ id }) => !LIKE_DELETED.has(hub.deletions.get(id)))
		.filter(({ id }) => !settings.callback || hub.deletions.has(id))
		.filter(({ id }) => items.some((json) => json.run_id === id && !json.error))
		.filter(({ id }) => !hints.some((hint) => hint.includes(id)))
		.map(({ id }) => `${id} was not deleted, and nobody was told`);
}
