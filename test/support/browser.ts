import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page, selectors } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** Nothing of this leaves the machine, and a user without a screen can run it. */
const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Debian's Chromium with a profile of its own, and one page in it. */
export interface Browser {
	page: Page;
	close(): Promise<void>;
}

/** @throws Error saying what to install when Chromium is missing */
export async function startBrowser(): Promise<Browser> {
	if (!existsSync(CHROMIUM)) {
		throw new Error(`${CHROMIUM} is missing. Install it: apt-get install chromium`);
	}
	selectors.setTestIdAttribute('data-test-id');
	const profile = await mkdtemp(join(tmpdir(), 'aihub-chromium-'));
	const context = await chromium.launchPersistentContext(profile, {
		executablePath: CHROMIUM,
		args: FLAGS,
		viewport: { width: 1400, height: 900 },
		colorScheme: 'light',
		reducedMotion: 'reduce',
	});
	const page = context.pages()[0] ?? (await context.newPage());
	page.setDefaultTimeout(60_000);
	const close = async () => {
		await context.close();
		await rm(profile, { recursive: true, force: true });
	};
	return { page, close };
}
