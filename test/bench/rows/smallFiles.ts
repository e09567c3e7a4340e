import { dirname, join } from 'node:path';

import { msOf } from '../n8nBench';
import type { Row } from '../row';
import { inTurn, MIB, uploadToBatch } from './uploads';

const FILES = 200;

/** Many small files to a batch, beside n8n's own node, which sends one request for each as well. */
export const smallFiles: Row = {
	name: 'small-files',
	async measure({ n8n, rounds }) {
		const bench = await n8n();
		let folder = '';
		for (let index = 0; index < FILES; index++) {
			folder = dirname(await bench.file(`small-${index}.bin`, MIB));
		}
		const branches = inTurn(rounds, [
			(round) => [bench.aiHub(`AI Hub ${round}`, uploadToBatch)],
			(round) => [bench.httpPut(`HTTP Request ${round}`, '/v2/files/small')],
		]);
		const chain = [bench.read(join(folder, 'small-*.bin'))];
		const report = await bench.run(chain, branches);
		return [
			{
				what: `${FILES} × 1 MiB to a batch`,
				against: 'HTTP Request node, one PUT each',
				unit: 'ms',
				own: msOf(report, 'AI Hub', rounds),
				other: msOf(report, 'HTTP Request', rounds),
				by: 'ratio',
				most: 1,
			},
		];
	},
};
