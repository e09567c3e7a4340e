import type { Locator, Page } from 'playwright-core';

import { NodePanel } from './nodePanel';
import { OWNER } from './n8nRest';
import type { Clip } from './pictures';

/** n8n's editor: the canvas, the node creator and the ways between the pages. */
export class Editor {
	readonly creator: Locator;
	readonly panel: NodePanel;

	constructor(
		readonly page: Page,
		private readonly url: string,
	) {
		this.creator = page.getByTestId('node-creator');
		this.panel = new NodePanel(page);
	}

	/** By the sign-in form, which n8n shows in place of every page until then. */
	async signIn(): Promise<void> {
		await this.page.goto(`${this.url}/home/workflows`);
		await this.page.locator('input[name="emailOrLdapLoginId"]').fill(OWNER.email);
		await this.page.locator('input[name="password"]').fill(OWNER.password);
		await this.page.getByRole('button', { name: 'Sign in' }).click();
		await this.page.getByTestId('universal-add').waitFor();
	}

	async open(path: string): Promise<void> {
		await this.page.goto(this.url + path);
	}

	/** Shows a workflow, all of it in view; a new one by default. */
	async openWorkflow(id = 'new'): Promise<void> {
		await this.open(`/workflow/${id}`);
		await this.page.getByTestId('node-creator-plus-button').waitFor();
		if (id !== 'new') await this.fitToView();
	}

	async fitToView(): Promise<void> {
		await this.page.getByTestId('canvas-node').first().waitFor();
		await this.page.getByTestId('zoom-to-fit').click();
	}

	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/** Types into the node creator. @returns the entries found */
	async search(text: string): Promise<Locator> {
		await this.page.getByTestId('node-creator-plus-button').click();
		await this.page.getByTestId('node-creator-search-bar').fill(text);
		return this.creator.getByTestId('node-creator-item-name');
	}

	/** Adds a node behind the one added last, and leaves its panel open if n8n opened it. */
	async add(search: string, entry: string, action?: string): Promise<void> {
		const before = await this.page.getByTestId('canvas-node').count();
		const entries = await this.search(search);
		await entries.getByText(entry, { exact: true }).first().click();
		if (action) await this.creator.getByText(action, { exact: true }).click();
		await this.page.getByTestId('canvas-node').nth(before).waitFor();
	}

	/** The part of the page that the nodes of the workflow take, with their labels. */
	async workflowArea(): Promise<Clip> {
		const boxes = await Promise.all(
			(await this.page.getByTestId('canvas-node').all()).map(
				async (node) => await node.boundingBox(),
			),
		);
		const found = boxes.filter((box) => box !== null);
		const [x, y] = [Math.min(...found.map((box) => box.x)), Math.min(...found.map((box) => box.y))];
		const right = Math.max(...found.map((box) => box.x + box.width));
		const bottom = Math.max(...found.map((box) => box.y + box.height));
		return { x: x - 60, y: y - 30, width: right - x + 190, height: bottom - y + 90 };
	}

	async openNode(name: string): Promise<NodePanel> {
		await this.node(name).dblclick();
		await this.panel.opened();
		return this.panel;
	}

	async execute(): Promise<void> {
		await this.page.getByTestId('execute-workflow-button').click();
	}

	/** Waits until a node shows the mark of its success. */
	async succeeded(name: string): Promise<void> {
		await this.node(name).getByTestId('canvas-node-status-success').waitFor();
	}
}
