import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

export const PICTURES_FOLDER = join(__dirname, '..', '..', 'docs', 'screenshots');

/**
 * The pictures of the docs, and words that are to be seen on each. The test that takes a picture
 * looks for them on the page, and a test of the docs looks for them in the picture's alt text.
 */
export const PICTURES = {
	'credential.png': ['API Root', 'API Token', 'IB-Context'],
	'process.png': ['Deployment', 'Documents', 'Route by Trust'],
	'preview.png': ['file_name', 'class_name', 'fields'],
	'canvas.png': ['Approved', 'Needs Review', 'Failed'],
	'outputs.png': ['Needs Review', 'reasons'],
	'rows.png': ['lowest_confidence', 'lowest_confidence_field'],
	'trigger.png': ['Trigger On', 'Run Waiting for Review'],
	'editor-dark.png': ['Approved', 'Needs Review', 'Failed'],
};

export type PictureName = keyof typeof PICTURES;

/** Where on the page, in CSS pixels. */
export interface Clip {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** Takes a picture for the docs, once its words are on the page. */
export async function takePicture(page: Page, name: PictureName, clip: Clip): Promise<void> {
	for (const word of PICTURES[name]) {
		await page.getByText(word).filter({ visible: true }).first().waitFor();
	}
	await dismissNotifications(page);
	await mkdir(PICTURES_FOLDER, { recursive: true });
	const path = join(PICTURES_FOLDER, name);
	await page.screenshot({ path, clip, animations: 'disabled', caret: 'hide' });
}

/** n8n's notifications lie over what one wants to see. */
async function dismissNotifications(page: Page): Promise<void> {
	const close = page.locator('.el-notification__closeBtn');
	for (let count = await close.count(); count > 0; count--) {
		await close.first().click();
		await close.nth(count - 1).waitFor({ state: 'detached' });
	}
}
