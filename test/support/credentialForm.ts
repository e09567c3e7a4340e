import type { Locator, Page } from 'playwright-core';

import type { Clip } from './pictures';

/** n8n's dialog of a credential; its Save button tests the credential too. */
export class CredentialForm {
	private readonly dialog: Locator;

	private constructor(private readonly page: Page) {
		this.dialog = page.getByTestId('credential-edit-dialog');
	}

	/** Begins a new credential where n8n asks for its type. */
	static async create(page: Page, type: string): Promise<CredentialForm> {
		await page.getByTestId('new-credential-type-select').locator('input').fill(type);
		await page.getByTestId('new-credential-type-select-option').filter({ hasText: type }).click();
		await page.getByTestId('new-credential-type-button').click();
		const form = new CredentialForm(page);
		await form.dialog.waitFor();
		return form;
	}

	/** The part of the page that the dialog takes. */
	async area(): Promise<Clip> {
		return (await this.dialog.boundingBox())!;
	}

	/** Fills the fields in and saves, which makes n8n test it. */
	async save(fields: Record<string, string>): Promise<void> {
		for (const [name, value] of Object.entries(fields)) {
			await this.dialog.getByTestId(`parameter-input-${name}`).locator('input').fill(value);
		}
		const tested = this.page.waitForResponse((response) =>
			response.url().endsWith('/credentials/test'),
		);
		await this.dialog.page().getByTestId('credential-save-button').click();
		await tested;
	}

	/** What n8n says about the test, with its details. */
	async outcome(): Promise<string> {
		const success = this.dialog.getByText('Connection tested successfully');
		const failure = this.dialog.getByText('Couldn’t connect with these settings');
		await success.or(failure).filter({ visible: true }).waitFor();
		const details = this.dialog.getByText('More details');
		if (await details.isVisible()) await details.click();
		return (await this.dialog.innerText()).trim();
	}
}
