import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import ts from 'typescript';

import { N8n } from '../support/n8n';
import type { Workflow } from '../support/n8nTypes';
import { buildAndPack } from '../support/package';
import { until } from '../support/until';

/** What n8n's execution of a workflow took, as inN8n/hook.ts writes it. */
export interface Report {
	status: string;
	error?: string;
	/** Peak of the whole process up to the end of the execution. */
	peakBytes: number;
	nodes: Record<string, { ms: number; items: number; hints: string[] }>;
}

type Node = Workflow['nodes'][number];

const UNDICI = require.resolve('undici');
const LONGEST_MS = 280_000;
const CREDENTIALS = { aiHubApi: { id: 'aihub', name: 'AI Hub' } };

/** A real n8n with this package and the raw node in it, which runs workflows against the sink. */
export class N8nBench {
	private count = 0;

	private constructor(
		private readonly n8n: N8n,
		private readonly sinkUrl: string,
	) {}

	/** @param profiles folder for a CPU profile of each execution; default: none are made */
	static async start(sinkUrl: string, profiles?: string): Promise<N8nBench> {
		const tarball = await buildAndPack();
		const n8n = await N8n.create();
		const bench = new N8nBench(n8n, sinkUrl);
		await n8n.installPackage(tarball);
		await bench.installRawNode();
		Object.assign(n8n.env, {
			EXTERNAL_HOOK_FILES: await bench.transpiled('hook', n8n.userFolder),
			N8N_RESTRICT_FILE_ACCESS_TO: n8n.userFolder,
			N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
			N8N_STORAGE_PATH: bench.stored,
			EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
			BENCH_REPORT: bench.reportFile,
			...(profiles && { BENCH_PROFILE: resolve(profiles) }),
		});
		const data = { apiRoot: sinkUrl, apiToken: 'bench-token', ibContext: 'bench' };
		await n8n.importCredentials([{ id: 'aihub', name: 'AI Hub', type: 'aiHubApi', data }]);
		return bench;
	}

	/** A node of this package. */
	aiHub(name: string, parameters: object): Node {
		return { ...this.node(name, 'n8n-nodes-aihub.aiHub', parameters), credentials: CREDENTIALS };
	}

	/** The node of inN8n/Raw.node.ts. */
	raw(name: string, settings: object): Node {
		const all = { ...settings, url: this.sinkUrl, undici: UNDICI };
		const parameters = { settings: JSON.stringify(all) };
		return { ...this.node(name, 'n8n-nodes-bench.raw', parameters), credentials: CREDENTIALS };
	}

	/** n8n's own node, which sends the file of each item. */
	httpPut(name: string, path: string): Node {
		return this.http(name, path, {
			method: 'PUT',
			sendBody: true,
			contentType: 'binaryData',
			inputDataFieldName: 'data',
			options: {},
		});
	}

	/** n8n's own node, which stores what it gets as a file. */
	httpGet(name: string, path: string): Node {
		return this.http(name, path, {
			options: { response: { response: { responseFormat: 'file' } } },
		});
	}

	/** With the same credential, as a person would use it: n8n reads it anew for each request. */
	private http(name: string, path: string, more: object): Node {
		const parameters = {
			url: `${this.sinkUrl}${path}`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'aiHubApi',
			...more,
		};
		const node = this.node(name, 'n8n-nodes-base.httpRequest', parameters, 4.2);
		return { ...node, credentials: CREDENTIALS };
	}

	/** Any node. */
	node(name: string, type: string, parameters: object, typeVersion = 1): Node {
		return { id: name, name, type, typeVersion, position: [0, 0], parameters } as Node;
	}

	/** Reads files from the disk as n8n does: it stores them anew. */
	read(fileSelector: string): Node {
		return this.node('Read', 'n8n-nodes-base.readWriteFile', { operation: 'read', fileSelector });
	}

	/** Makes a file of so many bytes, none like another. @returns its path */
	async file(name: string, bytes: number): Promise<string> {
		const path = join(this.n8n.userFolder, name);
		const handle = await open(path, 'w');
		const block = Buffer.alloc(Math.min(bytes, 2 ** 20), name);
		for (let left = bytes; left > 0; left -= block.length) {
			block.writeUInt32LE(left, 0);
			await handle.write(block, 0, Math.min(left, block.length));
		}
		await handle.close();
		return path;
	}

	/**
	 * Executes a chain of nodes and then each branch in turn, all over what the chain gave, in one
	 * process of n8n. Afterwards removes all that n8n stored.
	 *
	 * @throws Error when the execution does not succeed
	 */
	async run(chain: Node[], branches: Node[][]): Promise<Report> {
		const id = `bench${++this.count}`;
		await this.n8n.importWorkflow(workflowOf(id, chain, branches));
		await rm(this.reportFile, { force: true });
		const process = await this.n8n.spawn(['execute', `--id=${id}`, '--rawOutput']);
		try {
			await until(() => process.hasEnded || existsSync(this.reportFile), {
				what: `the report of ${id}`,
				timeoutMs: LONGEST_MS,
			});
			if (!existsSync(this.reportFile)) throw new Error(process.output.slice(-4_000));
		} finally {
			await process.kill();
			await rm(this.stored, { recursive: true, force: true });
		}
		const report = JSON.parse(await readFile(this.reportFile, 'utf8')) as Report;
		if (report.status !== 'success') throw new Error(`${report.status}: ${report.error}`);
		return report;
	}

	async close(): Promise<void> {
		await this.n8n.close();
	}

	private get stored(): string {
		return join(this.n8n.userFolder, 'stored');
	}

	private get reportFile(): string {
		return join(this.n8n.userFolder, 'report.json');
	}

	private async installRawNode(): Promise<void> {
		const modules = join(this.n8n.userFolder, '.n8n', 'nodes', 'node_modules');
		const folder = join(modules, 'n8n-nodes-bench');
		await this.transpiled('Raw.node', folder);
		const n8n = { n8nNodesApiVersion: 1, nodes: ['Raw.node.js'] };
		const manifest = { name: 'n8n-nodes-bench', version: '1.0.0', n8n };
		await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
	}

	/** n8n loads JavaScript only. @returns the path of the file */
	private async transpiled(name: string, folder: string): Promise<string> {
		const source = await readFile(join(__dirname, 'inN8n', `${name}.ts`), 'utf8');
		const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
		const { outputText } = ts.transpileModule(source, { compilerOptions });
		await mkdir(folder, { recursive: true });
		const path = join(folder, `${name}.js`);
		await writeFile(path, outputText);
		return path;
	}
}

/** n8n runs branches from top to bottom, each to its end. */
function workflowOf(id: string, chain: Node[], branches: Node[][]): Workflow {
	const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 };
	const trunk = [{ ...start, id: 'Start', parameters: {}, position: [0, 0] } as Node, ...chain];
	const connections: Record<
		string,
		{ main: Array<Array<{ node: string; type: string; index: number }>> }
	> = {};
	const connect = (from: Node, to: Node) => {
		connections[from.name] ??= { main: [[]] };
		connections[from.name].main[0].push({ node: to.name, type: 'main', index: 0 });
	};
	const inLine = (nodes: Node[]) =>
		nodes.slice(1).forEach((node, index) => connect(nodes[index], node));
	inLine(trunk);
	const placed = branches.map((branch, row) => {
		inLine([trunk[trunk.length - 1], ...branch]);
		return branch.map((node) => ({ ...node, position: [200, row * 200] as [number, number] }));
	});
	const nodes = [...trunk, ...placed.flat()];
	const settings = { executionOrder: 'v1' };
	return { id, name: id, nodes, connections, settings } as unknown as Workflow;
}

/** The milliseconds of the nodes of one kind, in the order of the rounds. */
export function msOf({ nodes }: Report, kind: string, rounds: number): number[] {
	return Array.from({ length: rounds }, (_, round) => nodes[`${kind} ${round}`].ms);
}
