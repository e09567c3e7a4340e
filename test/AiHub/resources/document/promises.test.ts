import * as fc from 'fast-check';

import { histories } from './simulation/generate';
import { live, story } from './simulation/history';

/** Set to repeat the histories of a run that failed; fast-check prints the seed. */
const seed = Number(process.env.FC_SEED ?? 20261125);

test('Process keeps its promises, whatever is set and whatever happens', async () => {
	await fc.assert(
		fc.asyncProperty(histories, async (history) => {
			const life = await live(history);
			if (life.broken.length > 0) throw new Error(story(history, life));
		}),
		{ numRuns: 2000, seed },
	);
}, 120_000);
