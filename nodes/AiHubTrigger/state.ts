import type { Phase } from '../shared/trigger/transitions';

/** What is known of a run whose results could not be read; times by AI Hub's clock, seconds since 1970. */
export interface Failures {
	/** So many polls tried it in vain. */
	polls: number;
	/** The first of them. */
	since: number;
	/** The first of them that showed that it is the run, and not AI Hub; 0 for none. */
	own: number;
}

export interface WatchedRun {
	/** Start of the run, seconds since 1970 by AI Hub's clock. */
	start: number;
	phase: Phase;
	/** So many polls in a row did not find it; absent for none. */
	missed?: number;
	failed?: Failures;
}

/**
 * All that the trigger remembers. Every time in it comes from AI Hub's answers, so that a wrong
 * clock on n8n's side does no harm.
 */
export interface TriggerState {
	/** Identity of server, filters and events that this state belongs to. */
	filterKey: string;
	/** Start of the newest run listed so far, seconds since 1970; 0 before the first one. */
	cursor: number;
	/** Runs that started before this second are not listed again. */
	floor: number;
	/** Runs in flight, and ended runs that would be listed again. The longest unchecked come first. */
	runs: Map<string, WatchedRun>;
}

/** Runs may appear in AI Hub's list this much later than others that started with them, seconds. */
export const OVERLAP_S = 900;

/** Where a trigger without a state begins. */
export interface Beginning {
	filterKey: string;
	/** Also reports runs that started from then on, seconds since 1970; default: none of them. */
	since?: number;
	/** There is a saved state, but it cannot be read. */
	isUnreadable?: boolean;
}

/** Something that went on without an error but not as it should. */
export interface Warning {
	message: string;
	/** Runs may not be reported because of it: a person should look. */
	isLoss: boolean;
}

/** The state's JSON stays below this many bytes: some 4,600 runs. */
export const MOST_BYTES = 256 * 1024;

const VERSION = 1;
const PHASES: Phase[] = ['new', 'running', 'waiting', 'resumed', 'done'];
const HEAD_BYTES = 200;

/** Where the next listing of runs begins, seconds since 1970. */
export function listedFrom(state: TriggerState): number {
	// Zero might be taken for "not given" and mean the last 24 hours.
	return Math.max(state.cursor - OVERLAP_S, state.floor, 1);
}

export function copyState(state: TriggerState): TriggerState {
	return { ...state, runs: new Map(state.runs) };
}

/** The state in a form that n8n can save. */
export function writeState(state: TriggerState): Record<string, unknown> {
	const runs = [...state.runs].map(([id, run]) => [id, writeRun(run)]);
	return {
		version: VERSION,
		filterKey: state.filterKey,
		cursor: state.cursor,
		floor: state.floor,
		runs: Object.fromEntries(runs) as unknown,
	};
}

function writeRun({ start, phase, missed = 0, failed }: WatchedRun): number[] {
	const entry = [start, PHASES.indexOf(phase)];
	if (failed) return [...entry, missed, failed.polls, failed.since, failed.own];
	return missed > 0 ? [...entry, missed] : entry;
}

function readRun(entry: unknown): WatchedRun | undefined {
	if (!Array.isArray(entry)) return undefined;
	const [start, phase, missed, polls, since, own] = entry as unknown[];
	if (!isSecond(start) || typeof phase !== 'number' || !PHASES[phase]) return undefined;
	return {
		start,
		phase: PHASES[phase],
		...(isSecond(missed) && missed > 0 && { missed }),
		...(isSecond(polls) && isSecond(since) && isSecond(own) && { failed: { polls, since, own } }),
	};
}

/** Reads a saved state; undefined for none, for garbage and for that of another version. */
export function readState(stored: unknown): TriggerState | undefined {
	if (!isObject(stored) || stored.version !== VERSION) return undefined;
	const { filterKey, cursor, floor, runs } = stored;
	if (typeof filterKey !== 'string' || !isSecond(cursor) || !isSecond(floor)) return undefined;
	if (!isObject(runs)) return undefined;
	const watched = new Map<string, WatchedRun>();
	for (const [id, entry] of Object.entries(runs)) {
		const run = readRun(entry);
		if (!run) return undefined;
		watched.set(id, run);
	}
	return { filterKey, cursor, floor, runs: watched };
}

/**
 * What a poll goes on from: the saved state, or a new beginning when a person activated the workflow,
 * changed what is listened to, or there is no usable state.
 *
 * @param since takes in runs that started from then on, seconds since 1970; only at an activation and
 * the very first time, because a changed filter starts from now
 */
export function whereToGoOn(
	stored: unknown,
	filterKey: string,
	isActivation: boolean,
	since?: number,
): TriggerState | Beginning {
	const state = readState(stored);
	if (state?.filterKey === filterKey && !isActivation) return state;
	return {
		filterKey,
		since: isActivation || stored === undefined ? since : undefined,
		isUnreadable: stored !== undefined && state === undefined && !isActivation,
	};
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSecond(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Forgets ended runs that no listing can bring up again. */
export function forgetEnded(state: TriggerState): void {
	const from = listedFrom(state);
	for (const [id, run] of state.runs) {
		if (run.phase === 'done' && run.start < from) state.runs.delete(id);
	}
}

/**
 * Makes the state fit into `mostBytes`. First to go are ended runs, oldest start first and by whole
 * seconds; then runs in flight, oldest start first. The listing begins after what was dropped, so
 * that nothing dropped is reported a second time.
 *
 * @returns what was given up; nothing if all fits
 */
export function fitState(state: TriggerState, mostBytes = MOST_BYTES): Warning[] {
	let bytes = HEAD_BYTES;
	for (const [id, run] of state.runs) bytes += entryBytes(id, run);
	if (bytes <= mostBytes) return [];

	const dropped = { ended: 0, inFlight: 0 };
	const byStart = [...state.runs].sort(([, a], [, b]) => a.start - b.start);
	const drop = ([id, run]: [string, WatchedRun]) => {
		bytes -= entryBytes(id, run);
		state.runs.delete(id);
		state.floor = Math.max(state.floor, run.start + 1);
	};
	for (const entry of byStart) {
		if (entry[1].phase !== 'done') continue;
		if (bytes <= mostBytes && entry[1].start >= state.floor) break;
		drop(entry);
		dropped.ended++;
	}
	for (const entry of byStart) {
		if (bytes <= mostBytes) break;
		if (entry[1].phase === 'done') continue;
		drop(entry);
		dropped.inFlight++;
	}
	return warningsOf(dropped, mostBytes);
}

function entryBytes(id: string, run: WatchedRun): number {
	return Buffer.byteLength(JSON.stringify(id)) + JSON.stringify(writeRun(run)).length + 2;
}

function warningsOf(dropped: { ended: number; inFlight: number }, mostBytes: number): Warning[] {
	const limit = `${Math.round(mostBytes / 1024)} KB`;
	const warnings: Warning[] = [];
	if (dropped.ended > 0) {
		warnings.push({
			message:
				`The trigger's memory is full (${limit}): ${dropped.ended} ended runs were dropped from it. ` +
				'A run that started before them and shows up late in the list will not be reported.',
			isLoss: false,
		});
	}
	if (dropped.inFlight > 0) {
		warnings.push({
			message:
				`The trigger's memory is full (${limit}): ${dropped.inFlight} runs in flight, those that ` +
				'started first, are no longer watched and will not be reported. ' +
				'Narrow the filters of the trigger, or use one trigger per app.',
			isLoss: true,
		});
	}
	return warnings;
}
