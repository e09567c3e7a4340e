import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(__dirname, '..', '..');

/** All that the build reads and the tarball holds. */
const PARTS = [
	...['package.json', 'tsconfig.json', 'gulpfile.js', 'README.md', 'LICENSE'],
	...['nodes', 'credentials'],
];

let packed: Promise<string> | undefined;

/**
 * Builds this package and packs it as npm would publish it, once per process. AIHUB_TARBALL names
 * a tarball that is made already.
 *
 * @returns the path of the tarball, in a temporary folder that goes with the process
 * @throws Error with the compiler's or npm's own output
 */
export function buildAndPack(): Promise<string> {
	packed ??= process.env.AIHUB_TARBALL
		? Promise.resolve(process.env.AIHUB_TARBALL)
		: packInTemporaryFolder();
	return packed;
}

async function packInTemporaryFolder(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'aihub-package-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	return await buildAndPackIn(folder);
}

/** Builds and packs in a folder of the caller, who removes it. @returns the tarball's path */
export async function buildAndPackIn(folder: string): Promise<string> {
	// In a copy: test files run side by side, and a build begins by removing the last one.
	const tree = join(folder, 'tree');
	for (const part of PARTS) await cp(join(ROOT, part), join(tree, part), { recursive: true });
	await symlink(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
	await npm(tree, 'run', 'build');
	const options = ['--json', '--ignore-scripts', '--pack-destination', folder];
	const { stdout } = await npm(tree, 'pack', ...options);
	return join(folder, fileNameOf(JSON.parse(stdout)));
}

/** npm 11 answers a list; npm 12 an object keyed by package name. */
function fileNameOf(answer: Array<{ filename: string }> | Record<string, { filename: string }>) {
	const [first] = Object.values(answer);
	return first.filename;
}

async function npm(folder: string, ...args: string[]) {
	try {
		return await run('npm', args, { cwd: folder, maxBuffer: 50_000_000 });
	} catch (error) {
		const { stdout, stderr } = error as { stdout?: string; stderr?: string };
		throw new Error(`npm ${args.join(' ')} failed:\n${stdout ?? ''}${stderr ?? ''}`.trim());
	}
}

/** Unpacks a tarball of npm into `folder`, without the "package/" that npm puts in front. */
export async function unpack(tarball: string, folder: string): Promise<void> {
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
}
