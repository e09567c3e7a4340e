import { msOf } from '../n8nBench';
import type { Row } from '../row';
import { inTurn, MIB, uploadToBatch } from './uploads';

const PART_BYTES = 10 * MIB;

/** How long a large file to a batch takes, beside undici with the same parts and n8n's own node. */
export const batchUpload: Row = {
	name: 'batch-upload',
	async measure({ sink, n8n, rounds, megabytes }) {
		const target = await sink();
		const rate = await target.throughput(megabytes, PART_BYTES);
		const bench = await n8n();
		const file = await bench.file('large.bin', megabytes * MIB);
		const branches = inTurn(rounds, [
			(round) => [bench.aiHub(`AI Hub ${round}`, uploadToBatch)],
			(round) => [bench.raw(`undici ${round}`, { work: 'parts', file })],
			(round) => [bench.raw(`helper ${round}`, { work: 'partsByHelper', file })],
			(round) => [bench.httpPut(`HTTP Request ${round}`, '/v2/files/large')],
		]);
		await target.received();
		const report = await bench.run([bench.read(file)], branches);
		const { bytes } = await target.received();
		const expected = 4 * rounds * megabytes * MIB;
		if (bytes < expected) throw new Error(`Of ${expected} bytes ${bytes} arrived`);
		const own = msOf(report, 'AI Hub', rounds);
		const raw = msOf(report, 'undici', rounds);
		const what = `${megabytes} MiB to a batch`;
		return [
			{ what, against: 'undici, same parts', unit: 'ms', own, other: raw, by: 'ratio', most: 1.15 },
			{
				...{ what, against: "n8n's helper, same parts", unit: 'ms', own, by: 'ratio' },
				other: msOf(report, 'helper', rounds),
			},
			{
				...{ what, against: 'HTTP Request node, one PUT', unit: 'ms', own, by: 'ratio' },
				other: msOf(report, 'HTTP Request', rounds),
			},
			{
				...{ what: 'undici, same parts', unit: 'ms', own: raw, by: 'ratio' },
				against: 'the sink alone: bytes from memory',
				other: raw.map(() => (megabytes / rate) * 1000),
			},
		];
	},
};
