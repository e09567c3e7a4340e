import * as fc from 'fast-check';

import { EXECUTIONS } from '../../../../support/generated';
import { histories } from './generate';
import { live, story } from './history';

/** Set to repeat the histories of a run that failed; fast-check prints the seed. */
const seed = Number(process.env.FC_SEED ?? 20261125);

/** In parts, so that one that breaks is found again without all before it. */
const PART = 2500;
const parts = Array.from({ length: Math.ceil(EXECUTIONS / PART) }, (_, part) => part);

/** Every second part, for one of two files: so that two processors share them. */
export function keepsItsPromises(half: 0 | 1): void {
	// Half of the errors are expected, and nobody reads where they come from.
	Error.stackTraceLimit = 0;
	test.each(parts.filter((part) => part % 2 === half))(
		'Process keeps its promises, whatever is set and whatever happens: part %d',
		async (part) => {
			await fc.assert(
				fc.asyncProperty(histories, async (history) => {
					const life = await live(history);
					if (life.broken.length > 0) throw new Error(story(history, life));
				}),
				{ numRuns: Math.min(PART, EXECUTIONS - part * PART), seed: seed + part },
			);
		},
		600_000,
	);
}
