import type { Locator, Page } from 'playwright-core';

/** The panel of a node in n8n's editor: its parameters, and its output beside them. */
export class NodePanel {
	readonly root: Locator;
	readonly input: Locator;
	readonly parameters: Locator;
	readonly output: Locator;

	constructor(private readonly page: Page) {
		this.root = page.getByTestId('ndv');
		this.input = this.root.getByTestId('ndv-input-panel');
		this.parameters = this.root.getByTestId('node-parameters');
		this.output = this.root.getByTestId('output-panel');
	}

	/** Waits until the fields are there. */
	async opened(): Promise<void> {
		await this.parameters.getByTestId('parameter-item').first().waitFor();
		const loading = this.parameters.getByText('Loading fields');
		while ((await loading.count()) > 0) await loading.first().waitFor({ state: 'detached' });
	}

	parameter(name: string): Locator {
		return this.parameters.getByTestId(`parameter-input-${name}`);
	}

	/** Chooses one of a list of options. */
	async choose(name: string, option: string): Promise<void> {
		await this.parameter(name).click();
		await this.page
			.getByTestId('parameter-input-item')
			.filter({ hasText: option, visible: true })
			.first()
			.click();
	}

	/** Adds one of the fields of a collection. @param prompt what its list says while it is closed */
	async addOption(prompt: string, option: string): Promise<void> {
		await this.parameters.getByPlaceholder(prompt).click();
		await this.page
			.locator('.el-select-dropdown__item:visible', { hasText: option })
			.first()
			.click();
	}

	async chooseCredential(name: string): Promise<void> {
		await this.root.getByTestId('node-credentials-select').click();
		await this.page.locator('.el-select-dropdown__item:visible', { hasText: name }).first().click();
	}

	/** Opens a picker. @returns the entries that it was filled with */
	async openPicker(name: string): Promise<Locator> {
		await this.parameters.getByTestId(`resource-locator-${name}`).getByTestId('rlc-input').click();
		const entries = this.page.getByTestId('rlc-item').filter({ visible: true });
		await entries.first().waitFor();
		return entries;
	}

	async pick(name: string, entry: string): Promise<void> {
		await (await this.openPicker(name)).filter({ hasText: entry }).first().click();
	}

	/** The fields that the node before usually gives, which the editor shows before it has run. */
	async preview(): Promise<string[]> {
		await this.input.getByTestId('schema-preview-warning').waitFor();
		return await this.input.getByTestId('run-data-schema-node-name').allInnerTexts();
	}

	/** Executes the node before, from its preview, and waits for its real fields. */
	async executePrevious(): Promise<void> {
		const preview = this.input.getByTestId('schema-preview-warning');
		await preview.getByText('Execute the node').click();
		await preview.waitFor({ state: 'detached' });
		await this.input.getByTestId('run-data-schema-item').first().waitFor();
	}

	/**
	 * Adds a field to an Edit Fields node.
	 *
	 * @param value an expression, without its `=`
	 * @param preview what the editor shows as its value for the input
	 */
	async addField(name: string, value: string, preview: string): Promise<void> {
		await this.parameters.getByTestId('assignment-collection-drop-area').click();
		const added = this.parameters.getByTestId('assignment').last();
		await added.getByTestId('assignment-name').locator('input').fill(name);
		const cell = added.getByTestId('assignment-value');
		// The equals sign turns the input into the editor of expressions.
		await cell.locator('input').fill('=');
		await cell.locator('.cm-content').fill(value);
		await this.page.getByTestId('inline-expression-editor-output').getByText(preview).waitFor();
	}

	/** Switches an output to its table, where one reads the items. */
	async showTable(): Promise<Locator> {
		await this.output.getByTestId('radio-button-table').click();
		const table = this.output.locator('table');
		await table.first().waitFor();
		return table.first();
	}

	/** What the failed node says, and how to mend it. */
	get error(): { message: Locator; hint: Locator } {
		return {
			message: this.output.getByTestId('node-error-message'),
			hint: this.output.getByTestId('node-error-description'),
		};
	}

	async close(): Promise<void> {
		await this.root.getByTestId('ndv-close-button').click();
		await this.root.waitFor({ state: 'hidden' });
	}
}
