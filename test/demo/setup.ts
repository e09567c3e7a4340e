import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { createEmulator, type Emulator } from '../emulator';
import { N8n } from '../support/n8n';
import type { N8nRest } from '../support/n8nRest';
import type { Credential, Workflow } from '../support/n8nTypes';
import { buildAndPack } from '../support/package';
import { copyInto } from './files';

const WORKFLOWS = join(__dirname, '..', '..', 'docs', 'workflows');
const OF_PACKAGE = 'n8n-nodes-aihub.';
const STICKY_NOTE = 'n8n-nodes-base.stickyNote';
const READ_FILES = 'n8n-nodes-base.readWriteFile';

export interface DemoOptions {
	/** Absolute paths of the documents that the workflow reads. */
	files: string[];
	/** The example to open, by its name in docs/workflows. */
	example?: string;
	/** The editor's port; any free one by default. */
	port?: number;
	/** A version folder of test/n8n; the pinned version by default. */
	version?: string;
	/** Takes one line per step. */
	report: (line: string) => void;
}

/** A running n8n with this package, a credential and the example workflow, and an emulator. */
export interface Demo {
	n8n: N8n;
	rest: N8nRest;
	emulator: Emulator;
	credential: Credential;
	workflow: Workflow;
	/** Holds the documents; n8n may read files below it, and nowhere else. */
	folder: string;
	close: () => Promise<void>;
}

/** Prepares all of it; nothing is executed yet. The caller closes it. */
export async function prepareDemo(options: DemoOptions): Promise<Demo> {
	const { files, example = 'process-invoices', port, version, report } = options;
	const cleanUp: Array<() => Promise<void>> = [];
	const close = async () => {
		for (const step of cleanUp.splice(0).reverse()) await step();
	};
	try {
		report('Building and packing the package');
		const tarball = await buildAndPack();

		const n8n = await N8n.create({ version, report });
		cleanUp.push(() => n8n.close());
		await n8n.installPackage(tarball);
		report(`The package is installed in n8n ${n8n.program.version}`);

		const emulator = await createEmulator({ runSeconds: 2 });
		cleanUp.push(() => emulator.close());
		report(`The AI Hub emulator (a stand-in, no AI) listens at ${emulator.url}`);

		const folder = join(n8n.userFolder, 'documents');
		await copyInto(folder, files);
		n8n.env.N8N_RESTRICT_FILE_ACCESS_TO = folder;
		await n8n.start(port);
		report(`n8n is running at ${n8n.url}`);

		const rest = await n8n.signIn();
		const credential = await importCredential(rest, emulator);
		const workflow = await importExample(rest, { example, folder, credential, emulator });
		report(`Credential and workflow "${workflow.name}" are imported`);
		return { n8n, rest, emulator, credential, workflow, folder, close };
	} catch (error) {
		await close();
		throw error;
	}
}

async function importCredential(rest: N8nRest, emulator: Emulator): Promise<Credential> {
	const { url: apiRoot, token: apiToken, context: ibContext } = emulator;
	const credential = {
		name: 'AI Hub emulator',
		type: 'aiHubApi',
		data: { apiRoot, apiToken, ibContext },
	};
	return { id: await rest.createCredential(credential), ...credential };
}

interface Filling {
	example: string;
	folder: string;
	credential: Credential;
	emulator: Emulator;
}

/** The example as the docs have it, with all filled in that its note asks for. */
async function importExample(rest: N8nRest, { example, folder, credential, emulator }: Filling) {
	const text = await readFile(join(WORKFLOWS, `${example}.json`), 'utf8');
	const workflow = JSON.parse(text) as Workflow;
	const { id, name } = credential;
	const [{ id: value, name: cachedResultName }] = emulator.store.deployments;
	const deploymentId = { __rl: true, mode: 'list', value, cachedResultName };
	for (const { type, parameters, ...node } of workflow.nodes) {
		if (type === READ_FILES) parameters.fileSelector = `${folder}/*`;
		if (type.startsWith(OF_PACKAGE)) {
			const own = workflow.nodes.find((one) => one.name === node.name)!;
			own.credentials = { aiHubApi: { id, name } };
			// n8n would execute the workflow from it, and not from what reads the files.
			if (type.endsWith('Trigger')) own.disabled = true;
			const { filters } = parameters as { filters?: IDataObject };
			if ('deploymentId' in parameters) parameters.deploymentId = deploymentId;
			if (filters && 'deploymentId' in filters) filters.deploymentId = deploymentId;
		}
		if (type === STICKY_NOTE) parameters.content = allFilledIn(String(parameters.content));
	}
	return await rest.createWorkflow(workflow);
}

/** A note that asks to fill in what is there already makes people look for what is missing. */
function allFilledIn(note: string): string {
	return note.replace(
		/\*\*Fill in[^]*$/,
		'**All is filled in:** click “Execute workflow”. The trigger of AI Hub is switched off here, so that the button begins with the files.',
	);
}
