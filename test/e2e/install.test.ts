import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { type Browser, startBrowser } from '../support/browser';
import { Editor } from '../support/editor';
import { N8n } from '../support/n8n';
import { NpmRegistry } from '../support/npmRegistry';

const run = promisify(execFile);
const PAGE = join(__dirname, '..', '..', 'docs', 'installation.md');

let registry: NpmRegistry;
let browser: Browser;

beforeAll(async () => {
	registry = await NpmRegistry.start(process.env.AIHUB_TARBALL!);
	browser = await startBrowser();
});

afterAll(async () => {
	await browser?.close();
	await registry?.close();
});

/** Starts an n8n, and signs in to its editor. */
async function editorOf(n8n: N8n): Promise<Editor> {
	await n8n.start();
	await n8n.signIn();
	const editor = new Editor(browser.page, n8n.url);
	await editor.signIn();
	return editor;
}

/** The packages in n8n's folder for community nodes. */
async function installed(userFolder: string): Promise<string[]> {
	const names = await readdir(join(userFolder, '.n8n', 'nodes', 'node_modules'));
	return names.filter((name) => !name.startsWith('.'));
}

/** Finds the nodes as a person does, and waits for the entries that only they bring. */
async function findNodes(editor: Editor): Promise<void> {
	await editor.openWorkflow();
	const found = await editor.search('ai hub');
	await found.getByText('AI Hub', { exact: true }).click();
	await editor.creator.getByText('On run completed', { exact: true }).waitFor();
	await editor.creator.getByText('Actions (28)').waitFor();
}

it('is installed by the community nodes page, with its nodes ready at once', async () => {
	const n8n = await N8n.create({ env: registry.env });
	try {
		const editor = await editorOf(n8n);
		const { page } = editor;
		await editor.open('/settings/community-nodes');
		await page.getByRole('button', { name: 'Install' }).first().click();
		await page.getByTestId('package-name-input').fill('n8n-nodes-aihub');
		await page.getByTestId('user-agreement-checkbox').click();
		await page.getByTestId('install-community-package-button').click();

		const card = page.getByTestId('community-package-card');
		await card.getByText('n8n-nodes-aihub', { exact: true }).waitFor();
		expect(await card.innerText()).toContain('3 nodes');
		expect(await installed(n8n.userFolder)).toEqual(['n8n-nodes-aihub']);
		await findNodes(editor);
	} finally {
		await n8n.close();
	}
});

/** The line of docs/installation.md, between the quotes of `sh -c`. */
async function commandOfReadme(): Promise<string> {
	const [, command] = /^docker exec -it n8n sh -c '(.+)'$/m.exec(await readFile(PAGE, 'utf8'))!;
	return command;
}

it('is installed by the command line of the docs, alone, and found after a restart', async () => {
	const home = await mkdtemp(join(tmpdir(), 'aihub-home-'));
	const n8n = await N8n.create({ userFolder: home, env: registry.env });
	try {
		await mkdir(join(home, '.n8n'));
		const path = `${dirname(n8n.program.node)}${delimiter}${process.env.PATH}`;
		const env = { ...registry.env, HOME: home, PATH: path };
		await run('sh', ['-c', await commandOfReadme()], { env });

		// A second n8n-workflow beside n8n's own would be the one that the nodes get.
		expect(await installed(home)).toEqual(['n8n-nodes-aihub']);
		await findNodes(await editorOf(n8n));
	} finally {
		await n8n.close();
		await rm(home, { recursive: true, force: true });
	}
});
