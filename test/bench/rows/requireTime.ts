import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { buildAndPack, unpack } from '../../support/package';
import type { Row } from '../row';

const MODULES = resolve(__dirname, '../../../node_modules');
const MOST_MS = 25;

/** How long n8n takes to load the package: its nodes and its credential, in a process of its own. */
export const requireTime: Row = {
	name: 'require',
	async measure({ rounds }) {
		const folder = await mkdtemp(join(tmpdir(), 'aihub-require-'));
		try {
			await unpack(await buildAndPack(), folder);
			await symlink(MODULES, join(folder, 'node_modules'));
			const { n8n } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
			const entries = [...n8n.nodes, ...n8n.credentials].map((file) => join(folder, file));
			const own: number[] = [];
			for (let round = 0; round < rounds * 5; round++) own.push(await loading(folder, entries));
			const other = own.map(() => MOST_MS);
			const what = 'require of all nodes and the credential';
			return [{ what, against: 'the bound', unit: 'ms', own, other, by: 'ratio', most: 1 }];
		} finally {
			await rm(folder, { recursive: true });
		}
	},
};

/** n8n-workflow is there already when n8n loads a package. */
async function loading(folder: string, entries: string[]): Promise<number> {
	const code = `
		require('n8n-workflow');
		const begun = performance.now();
		for (const entry of ${JSON.stringify(entries)}) require(entry);
		console.log(performance.now() - begun);`;
	const { stdout } = await promisify(execFile)(process.execPath, ['-e', code], { cwd: folder });
	return Number(stdout);
}
