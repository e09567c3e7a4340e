import { dirname, join } from 'node:path';

import { msOf } from '../n8nBench';
import type { Row } from '../row';
import { inTurn } from './uploads';

const FILES = 1_000;
const BYTES = 20_000;
const AT_ONCE = 3;

/** Small documents through Process, beside a node that only sends them by n8n's helper. */
export const smallDocuments: Row = {
	name: 'process',
	async measure({ n8n, rounds }) {
		const bench = await n8n();
		let folder = '';
		for (let index = 0; index < FILES; index++) {
			folder = dirname(await bench.file(`document-${index}.pdf`, BYTES));
		}
		const branches = inTurn(rounds, [
			(round) => [bench.aiHub(`AI Hub ${round}`, process)],
			(round) => [bench.raw(`put ${round}`, { work: 'put', atOnce: AT_ONCE })],
		]);
		const report = await bench.run([bench.read(join(folder, 'document-*.pdf'))], branches);
		return [
			{
				what: `${FILES} small documents through Process`,
				against: `a node that only sends them, ${AT_ONCE} at once`,
				unit: 'ms',
				own: msOf(report, 'AI Hub', rounds),
				other: msOf(report, 'put', rounds),
				by: 'ratio',
				most: 1.1,
			},
		];
	},
};

const process = {
	resource: 'document',
	operation: 'process',
	deploymentId: { __rl: true, mode: 'id', value: '11111111-2222-4333-8444-555555555555' },
	options: { filesInParallel: AT_ONCE },
};
