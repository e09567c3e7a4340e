import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createEmulator, type Emulator } from '../emulator';
import { N8n } from '../support/n8n';
import type { Workflow } from '../support/n8nTypes';
import { buildAndPack } from '../support/package';
import { copyInto } from './files';

const WORKFLOW = join(__dirname, '..', '..', 'docs', 'workflows', 'process-invoices.json');
const READ_FILES = 'n8n-nodes-base.readWriteFile';

export interface DemoOptions {
	/** Absolute paths of the documents that the workflow reads. */
	files: string[];
	/** The credential's token; by default the one that the emulator accepts. */
	token?: string;
	/** Takes one line per step. */
	report: (line: string) => void;
}

/** A real n8n with this package, a credential and the example workflow, beside an emulator. */
export interface Demo {
	n8n: N8n;
	emulator: Emulator;
	workflow: Workflow;
	close: () => Promise<void>;
}

/** Prepares all of it; nothing is executed yet. The caller closes it. */
export async function prepareDemo({ files, token, report }: DemoOptions): Promise<Demo> {
	const cleanUp: Array<() => Promise<void>> = [];
	const close = async () => {
		for (const step of cleanUp.splice(0).reverse()) await step();
	};
	try {
		report('Building and packing the package');
		const tarball = await buildAndPack();

		const n8n = await N8n.create({ report });
		cleanUp.push(() => n8n.close());
		report(`n8n ${n8n.program.version} is ready`);

		const emulator = await createEmulator({ runSeconds: 2 });
		cleanUp.push(() => emulator.close());
		report(`The AI Hub emulator (a stand-in, no AI) listens at ${emulator.url}`);

		const folder = join(n8n.userFolder, 'documents');
		await copyInto(folder, files);
		n8n.env.N8N_RESTRICT_FILE_ACCESS_TO = folder;
		await n8n.installPackage(tarball);
		report('The package is installed in n8n');

		const workflow = await exampleWorkflow(folder);
		await n8n.importCredentials([credentialOf(workflow, emulator, token)]);
		await n8n.importWorkflow(workflow);
		report(`Credential and workflow "${workflow.name}" are imported`);
		return { n8n, emulator, workflow, close };
	} catch (error) {
		await close();
		throw error;
	}
}

/** The example as the docs have it, reading its files from `folder`. */
async function exampleWorkflow(folder: string): Promise<Workflow> {
	const workflow = JSON.parse(await readFile(WORKFLOW, 'utf8')) as Workflow;
	const reader = workflow.nodes.find((node) => node.type === READ_FILES);
	if (!reader) throw new Error(`${WORKFLOW} has no node that reads files`);
	reader.parameters.fileSelector = `${folder}/*`;
	return workflow;
}

/** The credential under the id and name by which the workflow's nodes refer to it. */
function credentialOf(workflow: Workflow, emulator: Emulator, token = emulator.token) {
	const reference = workflow.nodes.flatMap((node) => node.credentials?.aiHubApi ?? [])[0];
	return {
		id: reference.id as string,
		name: reference.name,
		type: 'aiHubApi',
		data: { apiRoot: emulator.url, apiToken: token, ibContext: emulator.context },
	};
}
