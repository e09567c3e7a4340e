/** Set up before each test file: the worker's n8n in place of one of the file's own (environment.ts). */
import { createRequire } from 'node:module';

const load = globalThis.requireShared;

if (load) {
	const fromCore = createRequire(load.resolve('n8n-core'));
	const paths = [
		load.resolve('n8n-core'),
		fromCore.resolve('@n8n/di'),
		fromCore.resolve('./execution-engine/ssh-clients-manager.js'),
	];
	for (const path of paths) jest.doMock(path, () => load(path) as unknown);
}
