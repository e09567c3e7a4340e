/**
 * How much memory a 200 MB upload takes: the peak of a real n8n's process over a workflow that
 * reads the file and uploads it, beside the same workflow without the upload. Filesystem mode.
 *
 * npx tsx test/bench/uploadMemory.ts [MB] [repetitions]
 */
import { createHash } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import Table from 'cli-table3';

import { createEmulator } from '../emulator';
import { N8n } from '../support/n8n';
import type { Workflow } from '../support/n8nTypes';
import { buildAndPack } from '../support/package';

const megabytes = Number(process.argv[2] ?? 200);
const repetitions = Number(process.argv[3] ?? 3);
const MB = 1024 * 1024;

async function main(): Promise<void> {
	const tarball = await buildAndPack();
	const n8n = await N8n.create();
	const emulator = await createEmulator({ storeBytes: false });
	try {
		await n8n.installPackage(tarball);
		const file = join(n8n.userFolder, 'large.bin');
		await writeFile(file, megabytes);
		n8n.env.N8N_RESTRICT_FILE_ACCESS_TO = n8n.userFolder;
		n8n.env.N8N_DEFAULT_BINARY_DATA_MODE = 'filesystem';
		const { url: apiRoot, token: apiToken, context: ibContext } = emulator;
		const data = { apiRoot, apiToken, ibContext };
		await n8n.importCredentials([{ id: 'aihub', name: 'AI Hub', type: 'aiHubApi', data }]);
		for (const kind of ['without', 'with'] as const) await n8n.importWorkflow(workflow(kind, file));

		const peaks: Record<string, number[]> = { without: [], with: [] };
		for (let count = 0; count < repetitions; count++) {
			for (const kind of ['without', 'with'] as const) peaks[kind].push(await peakOf(n8n, kind));
		}
		await assertArrived(emulator, file);
		report(peaks);
	} finally {
		await n8n.close();
		await emulator.close();
	}
}

function workflow(id: 'without' | 'with', file: string): Workflow {
	const node = (name: string, type: string, parameters: object, more: object = {}) => ({
		...{ id: name, name, type, typeVersion: 1, position: [0, 0], parameters },
		...more,
	});
	const credentials = { aiHubApi: { id: 'aihub', name: 'AI Hub' } };
	const aiHub = (name: string, parameters: object) =>
		node(name, 'n8n-nodes-aihub.aiHub', parameters, { credentials });
	const upload = {
		resource: 'batchFile',
		operation: 'upload',
		batchId: { __rl: true, mode: 'id', value: "={{ $('Create').item.json.id }}" },
	};
	const nodes = [
		node('Start', 'n8n-nodes-base.manualTrigger', {}),
		aiHub('Create', { resource: 'batch', operation: 'create', name: 'large' }),
		node('Read', 'n8n-nodes-base.readWriteFile', { operation: 'read', fileSelector: file }),
		...(id === 'with' ? [aiHub('Upload', upload)] : []),
	];
	const connections = Object.fromEntries(
		nodes
			.slice(1)
			.map((next, index) => [
				nodes[index].name,
				{ main: [[{ node: next.name, type: 'main', index: 0 }]] },
			]),
	);
	return { id, name: id, nodes, connections, settings: {} } as unknown as Workflow;
}

/** The kernel's own peak of the process, in bytes. */
async function peakOf(n8n: N8n, id: string): Promise<number> {
	const command = await n8n.spawn(['execute', `--id=${id}`, '--rawOutput']);
	let peak = 0;
	const watching = setInterval(() => {
		void readFile(`/proc/${command.pid}/status`, 'utf8').then(
			(status) => {
				peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024);
			},
			() => {},
		);
	}, 20);
	const exitCode = await command.ended();
	clearInterval(watching);
	if (!command.stdout.includes('"finished":true') && exitCode !== 0)
		throw new Error(command.output);
	return peak;
}

async function writeFile(path: string, size: number): Promise<void> {
	const handle = await open(path, 'w');
	const block = Buffer.alloc(MB);
	for (let index = 0; index < size; index++) {
		block.writeUInt32LE(index, 0);
		await handle.write(block);
	}
	await handle.close();
}

/** Every byte arrived, in its place. */
async function assertArrived(emulator: Awaited<ReturnType<typeof createEmulator>>, path: string) {
	const hash = createHash('sha256')
		.update(await readFile(path))
		.digest('hex');
	for (const { path: folder } of emulator.store.batches.values()) {
		const files = emulator.store.drive.filesUnder(folder);
		if (files.some(({ sha256 }) => sha256 === hash)) return await rm(path);
	}
	throw new Error('The file did not arrive as it is');
}

function report(peaks: Record<string, number[]>): void {
	const table = new Table({ head: ['workflow', 'peak of each run, MB', 'median, MB'] });
	const median = (values: number[]) =>
		[...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
	const mb = (bytes: number) => (bytes / MB).toFixed(0);
	for (const [kind, values] of Object.entries(peaks)) {
		table.push([`${kind} the upload`, values.map(mb).join(', '), mb(median(values))]);
	}
	console.log(table.toString());
	console.log(
		`The upload of ${megabytes} MB adds ${mb(median(peaks.with) - median(peaks.without))} MB.`,
	);
}

void main();
