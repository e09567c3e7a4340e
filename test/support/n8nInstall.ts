import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What it takes to start an installed n8n: its own Node, and its command line. */
export interface N8nProgram {
	version: string;
	node: string;
	script: string;
}

type Report = (line: string) => void;

const PINNED = join(__dirname, '..', 'n8n');

/**
 * An n8n installed from a lock file under test/n8n, fetched on first use and kept in the
 * person's cache folder (N8N_AIHUB_CACHE moves it).
 *
 * @param version names a folder test/n8n/VERSION; without it, the version pinned in test/n8n
 * @throws Error when npm cannot install it, with the end of npm's own output
 */
export async function installedN8n(report: Report, version?: string): Promise<N8nProgram> {
	const source = version ? join(PINNED, version) : PINNED;
	const lock = await readFile(join(source, 'package-lock.json'), 'utf8');
	const installs = JSON.parse(lock).packages['node_modules/n8n'].version as string;
	const hash = createHash('sha256').update(lock).digest('hex').slice(0, 12);
	const folder = join(cacheFolder(), `n8n-${installs}-${hash}`);
	if (!existsSync(folder)) {
		await mkdir(dirname(folder), { recursive: true });
		await holding(`${folder}.lock`, report, async () => {
			if (!existsSync(folder)) await install(source, folder, installs, report);
		});
	}
	const modules = join(folder, 'node_modules');
	return {
		version: installs,
		node: join(modules, '.bin', 'node'),
		script: join(modules, 'n8n', 'bin', 'n8n'),
	};
}

function cacheFolder(): string {
	const { N8N_AIHUB_CACHE, XDG_CACHE_HOME } = process.env;
	const parent = N8N_AIHUB_CACHE || XDG_CACHE_HOME || join(homedir(), '.cache');
	return join(parent, 'n8n-nodes-aihub');
}

/** Installs beside the final folder and renames, so that a half-done install is never used. */
async function install(source: string, folder: string, version: string, report: Report) {
	const unfinished = `${folder}.installing`;
	await rm(unfinished, { recursive: true, force: true });
	await mkdir(unfinished);
	for (const file of ['package.json', 'package-lock.json']) {
		await copyFile(join(source, file), join(unfinished, file));
	}
	report(`Installing n8n ${version} (about 3 GB, once; about 5 minutes) in ${folder}`);
	const started = Date.now();
	const seconds = () => Math.round((Date.now() - started) / 1000);
	const ticker = setInterval(() => report(`  … ${seconds()} s`), 15_000);
	try {
		await npmCi(unfinished);
		await rename(unfinished, folder);
	} finally {
		clearInterval(ticker);
	}
	report(`Installed n8n ${version} in ${seconds()} s`);
}

function npmCi(folder: string): Promise<void> {
	const npm = spawn('npm', ['ci', '--no-audit', '--no-fund'], {
		cwd: folder,
		env: environmentOfTheShell(),
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	for (const stream of [npm.stdout, npm.stderr]) {
		stream.setEncoding('utf8').on('data', (text) => (output += text));
	}
	return new Promise((resolve, reject) => {
		npm.on('error', reject);
		npm.on('close', (code) => {
			if (code === 0) resolve();
			else reject(new Error(`npm ci of n8n ended with ${code}:\n${complaint(output)}`));
		});
	});
}

/** npm says first what is wrong, and after it pages of usage. */
function complaint(output: string): string {
	const errors = output.split('\n').filter((line) => line.startsWith('npm error'));
	return errors.slice(0, 12).join('\n') || output.slice(-2000);
}

/** Under `npm run`, npm's variables describe this package and would reach the inner npm too. */
function environmentOfTheShell(): NodeJS.ProcessEnv {
	const own = Object.entries(process.env).filter(
		([name]) => !/^npm_(package|lifecycle|command|execpath|node_execpath)/.test(name),
	);
	return Object.fromEntries(own);
}

/** Runs `work` while a lock file names this process; a lock of a process that ended is void. */
async function holding(lockFile: string, report: Report, work: () => Promise<void>) {
	let told = false;
	for (;;) {
		try {
			const handle = await open(lockFile, 'wx');
			await handle.writeFile(String(process.pid));
			await handle.close();
			break;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
		const owner = Number(await readFile(lockFile, 'utf8').catch(() => ''));
		if (owner > 0 && !isRunning(owner)) await rm(lockFile, { force: true });
		if (!told) report(`Waiting for another process that holds ${basename(lockFile)}`);
		told = true;
		await sleep(1000);
	}
	try {
		await work();
	} finally {
		await rm(lockFile, { force: true });
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
