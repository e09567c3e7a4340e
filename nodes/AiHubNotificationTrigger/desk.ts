import type { Phase } from '../shared/trigger/transitions';
import { forgetFirst } from './forgetFirst';
import { type Known, MOST_RUNS, remember } from './known';
import { Misses } from './misses';

/** Looks that find nothing, at once; after that one a second. */
export const MOST_VAIN_LOOKS = 100;
const VAIN_LOOKS_PER_MS = 1 / 1000;
/** An ID that AI Hub does not know is not asked for again so soon. */
const STRANGER_MS = 60_000;
const MOST_STRANGERS = 1000;
/** A run may be away for a while, as the polling trigger has it: five looks, a minute apart. */
const MOST_GONE = 5;
const GONE_APART_MS = 60_000;
/** So often an ID is refused in words that do not tell why, a minute apart, before it is a stranger. */
const MOST_ODD = 3;
const ODD_APART_MS = 60_000;
/** Results that took too long once may be there the next time; Event Grid sends again after 10 s. */
const MOST_SLOW = 2;
const SLOW_APART_MS = 5_000;

interface Step {
	phase: Phase;
	/** n8n has taken it over. */
	isSettled: boolean;
}

/**
 * What this process of n8n knows of one trigger beside what is saved. n8n gives each request the
 * state as it was saved before, and saves it after the request: two requests at the same moment do
 * not see each other in it, and the second overwrites what the first has saved.
 */
export class Desk {
	/** Runs under way that AI Hub says it does not have, when they are looked at besides. */
	readonly gone = new Misses(MOST_GONE, GONE_APART_MS);

	/** IDs that AI Hub refuses without saying that they are none. */
	readonly odd = new Misses(MOST_ODD, ODD_APART_MS);

	/** Runs whose results took too long. */
	readonly slow = new Misses(MOST_SLOW, SLOW_APART_MS);

	private readonly steps = new Map<string, Step>();

	private readonly strangers = new Map<string, number>();

	private vainLooks = 0;

	private countedMs = 0;

	/** The phase of a run. Another process may have seen its end, which is never undone. */
	phaseOf(id: string, saved: Known): Phase {
		const phase = saved.get(id) ?? 'new';
		return phase === 'done' ? phase : (this.steps.get(id)?.phase ?? phase);
	}

	/** True while another request reports a step of this run, and n8n has not taken it over yet. */
	isUnderWay(id: string): boolean {
		return this.steps.get(id)?.isSettled === false;
	}

	/**
	 * Takes steps in the name of one request: other requests see them at once.
	 * @param forgotten runs of which nothing is to be remembered any more
	 * @returns what to save, if that is not what is saved, and `settle`, to be told whether n8n has
	 * taken over what was reported
	 */
	take(steps: Known, saved: Known, forgotten: string[] = []) {
		const known: Known = new Map(saved);
		let isNews = steps.size > 0 || forgotten.length > 0;
		for (const id of forgotten) {
			known.delete(id);
			this.steps.delete(id);
		}
		for (const [id, { phase, isSettled }] of this.steps) {
			if (!isSettled || saved.get(id) === 'done') continue;
			// Saved once, and overwritten by a request that had begun before.
			if (saved.get(id) !== phase) isNews = true;
			remember(known, id, phase);
		}
		const taken = [...steps].map(([id, phase]) => {
			const step: Step = { phase, isSettled: false };
			const before = this.steps.get(id);
			this.steps.delete(id);
			this.steps.set(id, step);
			remember(known, id, phase);
			return { id, step, before };
		});
		this.forgetOldSteps();
		const settle = (isTakenOver: boolean) => {
			for (const { id, step, before } of taken) {
				step.isSettled = isTakenOver;
				if (isTakenOver || this.steps.get(id) !== step) continue;
				if (before) this.steps.set(id, before);
				else this.steps.delete(id);
			}
		};
		return { toSave: isNews ? known : undefined, settle };
	}

	/** True when AI Hub was asked for this ID a moment ago and did not know it. */
	isStranger(id: string, nowMs: number): boolean {
		return (this.strangers.get(id) ?? -Infinity) > nowMs - STRANGER_MS;
	}

	noteStranger(id: string, nowMs: number): void {
		this.strangers.delete(id);
		this.strangers.set(id, nowMs);
		if (this.strangers.size > MOST_STRANGERS) forgetFirst(this.strangers);
	}

	/** Books looks that may be in vain. @returns false when there were too many lately */
	book(looks: number, nowMs: number): boolean {
		const passed = Math.max(0, nowMs - this.countedMs) * VAIN_LOOKS_PER_MS;
		this.vainLooks = Math.max(0, this.vainLooks - passed);
		this.countedMs = nowMs;
		if (this.vainLooks + looks > MOST_VAIN_LOOKS) return false;
		this.vainLooks += looks;
		return true;
	}

	/** Gives looks back that were not in vain. */
	giveBack(looks: number): void {
		this.vainLooks = Math.max(0, this.vainLooks - looks);
	}

	private forgetOldSteps(): void {
		for (const [id, { isSettled }] of this.steps) {
			if (this.steps.size <= MOST_RUNS) return;
			if (isSettled) this.steps.delete(id);
		}
	}
}

const MOST_DESKS = 200;
const desks = new Map<string, Desk>();

/** The desk of one trigger node of one workflow. */
export function deskOf(workflowId: string, nodeId: string): Desk {
	const key = JSON.stringify([workflowId, nodeId]);
	const desk = desks.get(key) ?? new Desk();
	desks.delete(key);
	desks.set(key, desk);
	if (desks.size > MOST_DESKS) forgetFirst(desks);
	return desk;
}
