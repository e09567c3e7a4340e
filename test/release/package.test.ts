import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

import { buildAndPackIn, unpack } from '../support/package';

interface Manifest {
	[key: string]: unknown;
	license?: string;
	keywords?: string[];
	scripts?: Record<string, string>;
	peerDependencies?: Record<string, string>;
	n8n?: { n8nNodesApiVersion?: number; strict?: boolean; nodes?: string[]; credentials?: string[] };
}

const temporary = mkdtempSync(join(tmpdir(), 'aihub-unpacked-'));
const folder = join(temporary, 'unpacked');
let tarball: string;
let files: string[];
let manifest: Manifest;

beforeAll(async () => {
	// Jest's own process object tells nobody of its exit, so what is packed goes with the test.
	tarball = await buildAndPackIn(temporary);
	await unpack(tarball, folder);
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	files = entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
		.sort();
	// The built files are loaded too, and then need the n8n-workflow that n8n would give them.
	symlinkSync(resolve(__dirname, '../../node_modules'), join(folder, 'node_modules'));
	manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}, 120_000);

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const scripts = () => files.filter((file) => file.endsWith('.js'));
const nodeFiles = () => manifest.n8n?.nodes ?? [];

describe('the tarball', () => {
	it('holds the built files and the papers, nothing else', () => {
		const others = files.filter((file) => !file.startsWith('dist/'));
		expect(others).toEqual(['LICENSE', 'README.md', 'package.json']);
	});

	it('holds no sources, tests or build state', () => {
		const odd = files.filter((file) => /(?<!\.d)\.ts$|\.tsbuildinfo$|\btest\b/.test(file));
		expect(odd).toEqual([]);
	});

	it('is searched for all ways to load a module', () => {
		const script = `import a from 'a'; export * from 'b'; require('c'); import('d'); require(e);`;
		expect(importsOf(script)).toEqual(['a', 'b', 'c', 'd', 'e']);
	});

	it('has all code in one file, which n8n loads fast, beside those that n8n looks for', () => {
		const named = [...nodeFiles(), ...(manifest.n8n?.credentials ?? [])];
		expect(scripts()).toEqual(['dist/aihub.js', ...named].sort());
	});

	it('requires only its own files and n8n-workflow', () => {
		const foreign = scripts().flatMap((file) =>
			importsOf(readFileSync(join(folder, file), 'utf8'))
				.filter((name) => name !== 'n8n-workflow' && !isOwnFile(file, name))
				.map((name) => `${file} requires ${name}`),
		);
		expect(foreign).toEqual([]);
	});

	it('says nothing of the machine it was built on', () => {
		const root = resolve(__dirname, '../..');
		const telling = files.filter((file) => readFileSync(join(folder, file), 'utf8').includes(root));
		expect(telling).toEqual([]);
	});

	it('is the same, byte for byte, when it is built and packed again', async () => {
		const again = join(temporary, 'again');
		mkdirSync(again);
		const second = await buildAndPackIn(again);
		expect(readFileSync(second).equals(readFileSync(tarball))).toBe(true);
	}, 120_000);

	it('has every node and credential that package.json names', () => {
		const named = [...nodeFiles(), ...(manifest.n8n?.credentials ?? [])];
		expect(named).toContain('dist/nodes/AiHub/AiHub.node.js');
		expect(named).toContain('dist/credentials/AiHubApi.credentials.js');
		expect(named.filter((file) => !files.includes(file))).toEqual([]);
	});

	it('has a codex file for every node, naming the type as n8n will', () => {
		for (const file of nodeFiles()) {
			const codex = JSON.parse(
				readFileSync(join(folder, file.replace(/\.js$/, '.json')), 'utf8'),
			) as { node: string; categories: string[] };
			const { description } = instanceOf(file) as { description: { name: string } };
			expect(codex.node).toBe(`n8n-nodes-aihub.${description.name}`);
			expect(codex.categories.length).toBeGreaterThan(0);
		}
	});

	it('has the icons that nodes and credentials name, light and dark', () => {
		for (const file of [...nodeFiles(), ...(manifest.n8n?.credentials ?? [])]) {
			const instance = instanceOf(file) as { icon?: Icon; description?: { icon?: Icon } };
			const icon = instance.description?.icon ?? instance.icon;
			expect(Object.keys(icon ?? {}).sort()).toEqual(['dark', 'light']);
			for (const source of Object.values(icon!)) {
				expect(source).toMatch(/^file:.*\.svg$/);
				expect(existsSync(join(folder, dirname(file), source.slice('file:'.length)))).toBe(true);
			}
		}
	});
});

describe('package.json', () => {
	it('brings no dependency and asks for n8n-workflow alone', () => {
		expect(manifest.dependencies ?? {}).toEqual({});
		expect(manifest.optionalDependencies ?? {}).toEqual({});
		expect(manifest.bundledDependencies ?? []).toEqual([]);
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		expect(manifest.overrides).toBeUndefined();
	});

	it('runs nothing when it is installed', () => {
		const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
		expect(Object.keys(manifest.scripts ?? {}).filter((name) => hooks.includes(name))).toEqual([]);
	});

	it('is what n8n looks for in a community package', () => {
		expect(manifest.name).toBe('n8n-nodes-aihub');
		expect(manifest.license).toBe('MIT');
		expect(manifest.keywords).toContain('n8n-community-node-package');
		expect(manifest.n8n).toMatchObject({ n8nNodesApiVersion: 1, strict: true });
		expect(manifest.private).toBeUndefined();
	});
});

type Icon = Record<string, string>;

/** n8n finds the class in a file by the file's name. */
function instanceOf(file: string): unknown {
	const name = file.split('/').at(-1)!.split('.')[0];
	const module = require(join(folder, file)) as Record<string, new () => unknown>;
	return new module[name]();
}

function isOwnFile(from: string, name: string): boolean {
	if (!name.startsWith('.')) return false;
	const target = join(dirname(from), name);
	return [target, `${target}.js`, `${target}/index.js`].some((file) => files.includes(file));
}

/** What a script requires or imports; an argument that is no literal is given as it is written. */
function importsOf(text: string): string[] {
	const source = ts.createSourceFile(
		'built.js',
		text,
		ts.ScriptTarget.ES2022,
		true,
		ts.ScriptKind.JS,
	);
	const names: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) && isLoading(node.expression)) {
			const [argument] = node.arguments;
			names.push(ts.isStringLiteralLike(argument) ? argument.text : argument.getText());
		}
		if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
			names.push((node.moduleSpecifier as ts.StringLiteral).text);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return names;
}

function isLoading(callee: ts.Expression): boolean {
	if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
	return ts.isIdentifier(callee) && callee.text === 'require';
}
