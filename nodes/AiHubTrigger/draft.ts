import type { Run } from '../shared/api/resources/runs';
import { startSecond } from './listByStart';
import { copyState, type Failures, type TriggerState } from './state';
import {
	mayBeWanted,
	nextPhase,
	type RunEvent,
	type Transition,
} from '../shared/trigger/transitions';

export interface PollSettings {
	wanted: ReadonlySet<RunEvent>;
	/** The filters that AI Hub cannot apply, and once more those that it can. */
	matches(run: Run): boolean;
	/** What is left of the time for this poll: from 1 (all) down to 0 (none). */
	timeLeft(): number;
	/** Whether a transition is told by the results of the run. Default: every one. */
	readsResults?(transition: Transition): boolean;
	/** The time by AI Hub's clock, seconds since 1970. */
	nowS(): number;
	/** Default: `PAGE_SIZE`. */
	pageSize?: number;
	/** Default: `MOST_BYTES`. */
	mostBytes?: number;
}

/** A transition that is to be delivered. */
export interface Pending extends Transition {
	/** What became of it in the polls before. */
	failed?: Failures;
}

/** A run may be away for a moment; one that so many polls in a row did not find was deleted. */
const MOST_MISSED = 5;

/** More transitions than this wait for the next poll: they all go into one execution. */
const MOST_TRANSITIONS = 1000;

/** The next state while it is being worked out, and what was found on the way to it. */
export class Draft {
	readonly state: TriggerState;

	readonly transitions: Pending[] = [];

	private readonly seen = new Set<string>();

	/** @param reportSince runs that started before are taken note of silently, seconds since 1970 */
	constructor(
		state: TriggerState,
		readonly settings: PollSettings,
		private readonly reportSince = 0,
	) {
		this.state = copyState(state);
	}

	/** Half of the time is for new runs, the rest for those in flight and for handing over. */
	mayGoOnListing(): boolean {
		return this.settings.timeLeft() > 0.5 && this.transitions.length < MOST_TRANSITIONS;
	}

	isToReport(run: Run): boolean {
		return (startSecond(run) ?? 0) >= this.reportSince;
	}

	isSeen(runId: string): boolean {
		return this.seen.has(runId);
	}

	/** Takes note of a run in the list of those that started at `from` or later. */
	observeListed(run: Run, from: number): void {
		const start = startSecond(run);
		// Without a start, an ended run cannot be told from one reported and forgotten long ago.
		const isPast = start === undefined ? hasEnded(run) : start < from;
		if (this.state.runs.has(run.id) || !isPast) this.observe(run);
		// A start that lies ahead must not hide the runs that start until then.
		const passed = Math.min(start ?? 0, this.settings.nowS());
		this.state.cursor = Math.max(this.state.cursor, passed);
	}

	/** Takes note of the status of a run, once in a poll. */
	observe(run: Run): void {
		const known = this.state.runs.get(run.id);
		if (this.seen.has(run.id) || (known === undefined && !this.settings.matches(run))) return;
		const before = known?.phase ?? 'new';
		const { phase, event } = nextPhase(before, run.status);
		const start = known?.start ?? startSecond(run) ?? this.state.cursor;
		// To the end of the map: the next poll begins with those that were not looked at.
		this.state.runs.delete(run.id);
		this.state.runs.set(run.id, { start, phase });
		this.seen.add(run.id);
		if (event && this.isToReport(run) && mayBeWanted(event, this.settings.wanted)) {
			this.transitions.push({ run, before, event, failed: known?.failed });
		}
	}

	/** Takes note that AI Hub does not know a run: after several polls it is forgotten. */
	miss(runId: string): void {
		const watched = this.state.runs.get(runId);
		if (!watched) return;
		const missed = (watched.missed ?? 0) + 1;
		this.state.runs.delete(runId);
		if (missed < MOST_MISSED) this.state.runs.set(runId, { ...watched, missed });
	}

	/** Takes a transition back, so that the next poll finds it again. */
	postpone({ run, before, failed }: Pending): void {
		const watched = this.state.runs.get(run.id);
		const more = failed && { failed };
		if (watched) this.state.runs.set(run.id, { ...watched, phase: before, ...more });
	}
}

export function hasEnded(run: Run): boolean {
	return nextPhase('new', run.status).phase === 'done';
}
