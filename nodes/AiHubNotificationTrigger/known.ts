import type { Phase } from '../shared/trigger/transitions';

/** What the trigger remembers of runs, by their ID. The longest unchanged come first. */
export type Known = Map<string, Phase>;

/** Some 130 KB in n8n's database. */
export const MOST_RUNS = 3000;

const VERSION = 1;
const PHASES: Phase[] = ['new', 'running', 'waiting', 'resumed', 'done'];

/** Reads what n8n has saved; nothing is known where that is none, garbage, or of another version. */
export function readKnown(stored: unknown): Known {
	const known: Known = new Map();
	const { version, runs } = (stored ?? {}) as { version?: unknown; runs?: unknown };
	if (version !== VERSION || typeof runs !== 'object' || runs === null) return known;
	for (const [id, index] of Object.entries(runs as Record<string, number>)) {
		if (PHASES[index] !== undefined) known.set(id, PHASES[index]);
	}
	return known;
}

/** In a form that n8n can save. */
export function writeKnown(known: Known): Record<string, unknown> {
	const runs = Object.fromEntries([...known].map(([id, phase]) => [id, PHASES.indexOf(phase)]));
	return { version: VERSION, runs };
}

/**
 * Remembers a run as the latest. Where there is no room, the run that ended longest ago is
 * forgotten, because one that goes on is still to be reported.
 */
export function remember(known: Known, id: string, phase: Phase): void {
	known.delete(id);
	known.set(id, phase);
	for (const [ended, one] of known) {
		if (known.size <= MOST_RUNS) return;
		if (one === 'done') known.delete(ended);
	}
	for (const [oldest] of known) {
		if (known.size <= MOST_RUNS) return;
		known.delete(oldest);
	}
}
