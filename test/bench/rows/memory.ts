import type { N8nBench } from '../n8nBench';
import type { Comparison, Row } from '../row';
import { MIB, uploadToBatch } from './uploads';

const MOST_MIB = 64;

type Nodes = Parameters<N8nBench['run']>[0];

/** Peaks of n8n's whole process, in MiB: one process for each round and way, the ways in turn. */
async function peaks(
	bench: N8nBench,
	rounds: number,
	ways: Record<string, { chain: Nodes; branch?: Nodes }>,
): Promise<Record<string, number[]>> {
	const found: Record<string, number[]> = {};
	for (let round = 0; round < rounds; round++) {
		for (const [name, { chain, branch }] of Object.entries(ways)) {
			const { peakBytes } = await bench.run(chain, branch ? [branch] : []);
			(found[name] ??= []).push(peakBytes / MIB);
		}
	}
	return found;
}

/** What an upload of a large file adds to the peak of the same workflow without it. */
export const uploadMemory: Row = {
	name: 'upload-memory',
	async measure({ n8n, rounds, megabytes }) {
		const bench = await n8n();
		const file = await bench.file('large.bin', megabytes * MIB);
		const chain = [bench.read(file)];
		const toDrive = { resource: 'driveFile', operation: 'upload', path: 'org/ws/fs/Drive/a.bin' };
		const found = await peaks(bench, rounds, {
			without: { chain },
			drive: { chain, branch: [bench.aiHub('Drive', toDrive)] },
			batch: { chain, branch: [bench.aiHub('Batch', uploadToBatch)] },
			http: { chain, branch: [bench.httpPut('HTTP', '/v2/files/a')] },
		});
		const beside = (what: string, own: number[], most?: number): Comparison => ({
			...{ what: `peak: ${megabytes} MiB ${what}`, against: 'the workflow without the upload' },
			...{ unit: 'MiB', own, other: found.without, by: 'difference', most },
		});
		return [
			beside('to a drive', found.drive, MOST_MIB),
			beside('to a batch', found.batch, MOST_MIB),
			beside('by the HTTP Request node', found.http),
		];
	},
};

/** The same from a drive, and how long the download takes beside n8n's own node. */
export const fromDrive: Row = {
	name: 'from-drive',
	async measure({ n8n, rounds, megabytes }) {
		const bench = await n8n();
		const path = `org/ws/fs/Drive/${megabytes * MIB}.bin`;
		const download = (name: string) =>
			bench.aiHub(name, { resource: 'driveFile', operation: 'download', path });
		const chain = [download('Download')];
		const found = await peaks(bench, rounds, {
			without: { chain },
			batch: { chain, branch: [bench.aiHub('Batch', uploadToBatch)] },
		});
		return [
			{
				what: `peak: ${megabytes} MiB to a batch, from a drive`,
				against: 'the workflow without the upload',
				unit: 'MiB',
				own: found.batch,
				other: found.without,
				by: 'difference',
				most: MOST_MIB,
			},
			await downloadTime(bench, rounds, megabytes, download),
		];
	},
};

async function downloadTime(
	bench: N8nBench,
	rounds: number,
	megabytes: number,
	download: (name: string) => Nodes[number],
): Promise<Comparison> {
	const own: number[] = [];
	const other: number[] = [];
	for (let round = 0; round < rounds; round++) {
		const branches = [
			[download('AI Hub')],
			[bench.httpGet('HTTP', `/v2/files/${megabytes * MIB}.bin`)],
		];
		const { nodes } = await bench.run([], branches);
		own.push(nodes['AI Hub'].ms);
		other.push(nodes.HTTP.ms);
	}
	const what = `${megabytes} MiB from a drive`;
	return { what, against: 'HTTP Request node, one GET', unit: 'ms', own, other, by: 'ratio' };
}
