import { installedN8n } from '../support/n8nInstall';
import { buildAndPack } from '../support/package';

/** What all end-to-end tests need is made once: n8n on the disk, and this package's tarball. */
export default async function globalSetup(): Promise<void> {
	await installedN8n(console.log);
	process.env.AIHUB_TARBALL = await buildAndPack();
}
