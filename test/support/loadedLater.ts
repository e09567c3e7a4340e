import { createRequire } from 'node:module';

/**
 * Set up before each test file: of what n8n loads as it starts, these packages are loaded when they
 * are first used, which is in few files. Otherwise they are a third of the time of loading n8n.
 */
const PACKAGES = [
	['n8n-workflow', 'transliteration'],
	['n8n-workflow', 'xml2js'],
	['n8n-core', 'jsonwebtoken'],
	['n8n-core', 'ssh2'],
	['@n8n/backend-network', 'undici'],
	['@n8n/tournament', 'recast'],
	['@n8n/tournament', 'recast/lib/util'],
];

for (const [user, name] of PACKAGES) {
	const fromN8n = createRequire(require.resolve('n8n-core'));
	const path = createRequire(fromN8n.resolve(user)).resolve(name);
	jest.doMock(path, () => later(() => jest.requireActual(path)));
}

/** Says that it is an ES module, so that nothing has to be loaded to tell how to import from it. */
function later(load: () => Record<string, unknown>): object {
	const get = (_: object, name: string) => {
		if (name === '__esModule') return true;
		const loaded = load();
		return name === 'default' && !loaded.__esModule ? loaded : loaded[name];
	};
	return new Proxy({}, { get });
}
