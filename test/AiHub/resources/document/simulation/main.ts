/**
 * Many generated executions of Document → Process, for CI and for people.
 * Usage: npm run test:generated -- [how many] [seed]
 */
import * as fc from 'fast-check';

import { histories } from './generate';
import { live, story } from './history';

async function main([count = '100000', seed = String(Date.now() % 2 ** 31)]: string[]) {
	const started = Date.now();
	let lived = 0;
	console.log(`${count} executions, seed ${seed}`);
	const result = await fc.check(
		fc.asyncProperty(histories, async (history) => {
			lived++;
			const life = await live(history);
			if (life.broken.length > 0) throw new Error(story(history, life));
		}),
		{ numRuns: Number(count), seed: Number(seed) },
	);
	const seconds = ((Date.now() - started) / 1000).toFixed(1);
	if (!result.failed) return console.log(`${lived} executions kept every promise, ${seconds} s`);
	console.log(
		`Broken after ${result.numRuns} executions (seed ${seed}, path ${result.counterexamplePath})`,
	);
	console.log((result.errorInstance as Error).message);
	process.exitCode = 1;
}

void main(process.argv.slice(2));
