import * as fc from 'fast-check';

import { generated } from '../support/generated';
import { type History, histories, live, type RunShape } from './simulation/history';

/** Set to repeat the histories of a run that failed; fast-check prints the seed. */
const seed = Number(process.env.FC_SEED ?? 20261124);

async function keepsItsPromises(shape: RunShape, numRuns: number, mostBytes?: number) {
	await fc.assert(
		fc.asyncProperty(histories(shape, mostBytes), async (history: History) => {
			expect(await live(history)).toEqual([]);
		}),
		{ numRuns: generated(numRuns), seed },
	);
}

describe('the trigger reports every run once, whatever happens', () => {
	test('a few runs over some hours, with restarts, failures and overlapping polls', async () => {
		await keepsItsPromises({ fromS: -7200, toS: 14_400, mostRuns: 8 }, 2000);
	});

	test('runs that started days before they change', async () => {
		await keepsItsPromises({ fromS: -6 * 86_400, toS: 86_400, mostRuns: 8 }, 1000);
	});

	test('many runs within minutes, more than fit on a page', async () => {
		await keepsItsPromises({ fromS: -300, toS: 300, mostRuns: 40 }, 800);
	});

	test('runs that are deleted', async () => {
		await keepsItsPromises({ fromS: -3600, toS: 7200, mostRuns: 10, mayBeDeleted: true }, 400);
	});

	test('a memory too small for all runs stays within its limit and repeats nothing', async () => {
		await keepsItsPromises({ fromS: -600, toS: 1200, mostRuns: 30 }, 400, 400);
	});

	test('a memory too small for the runs of a few minutes', async () => {
		await keepsItsPromises({ fromS: -60, toS: 240, mostRuns: 40 }, 400, 400);
	});
});
