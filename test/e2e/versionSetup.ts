import type { Config } from 'jest';

import { installedN8n } from '../support/n8nInstall';
import type { TestRun } from './modes';

/** Another version of n8n is installed before its tests: it takes longer than a test may. */
export default async function versionSetup(_: Config, { globals }: Config): Promise<void> {
	await installedN8n(console.log, (globals?.AIHUB_TEST_RUN as TestRun).version);
}
