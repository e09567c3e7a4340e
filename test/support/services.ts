import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { freePort } from './n8nProcess';
import { until } from './until';

/** A server of Debian's packages, on 127.0.0.1 and a free port, with its data in a folder of its own. */
export interface Service {
	port: number;
	/** Kills it, and starts it again on the same port with what it has on the disk. */
	restart(): Promise<void>;
	stop(): Promise<void>;
}

/** A database server that answers queries. */
export interface Postgres extends Service {
	/** @returns the rows, each an object with a key for each column */
	query(select: string): Promise<Array<Record<string, unknown>>>;
	execute(statement: string): Promise<void>;
}

/** Redis, as n8n's queue mode needs it. */
export async function startRedis(): Promise<Service> {
	const port = await freePort();
	return await serve(port, 'redis-server', [
		'--port',
		String(port),
		'--bind',
		'127.0.0.1',
		'--save',
		'',
	]);
}

/** PostgreSQL with the user `postgres`, without a password. It does not run as root. */
export async function startPostgres(): Promise<Postgres> {
	const port = await freePort();
	const folder = await mkdtemp(join(tmpdir(), 'aihub-postgres-'));
	const data = join(folder, 'data');
	const programs = await postgresPrograms();
	await mkdir(data);
	await giveTo('postgres', folder);
	await run(
		...as('postgres', join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust']),
	);
	const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off'];
	const [command, args] = as('postgres', join(programs, 'postgres'), [
		...['-D', data, '-p', String(port)],
		...settings.flatMap((setting) => ['-c', setting]),
	]);
	const service = await serve(port, command, args, folder);
	const client = ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-At', '-c'];
	const query = async (select: string) => {
		const json = `SELECT coalesce(json_agg(found), '[]') FROM (${select}) found`;
		const output = await run(join(programs, 'psql'), [...client, json]);
		return JSON.parse(output) as Array<Record<string, unknown>>;
	};
	const execute = async (statement: string) => {
		await run(join(programs, 'psql'), [...client, statement]);
	};
	return { ...service, query, execute };
}

/** Starts a server and waits until it accepts connections. @param folder removed at the end */
export async function serve(
	port: number,
	command: string,
	args: string[],
	folder?: string,
): Promise<Service> {
	let running = await launch(port, command, args);
	return {
		port,
		restart: async () => {
			await running.kill();
			running = await launch(port, command, args);
		},
		stop: async () => {
			await running.kill();
			if (folder) await rm(folder, { recursive: true, force: true });
		},
	};
}

/** One process of a server, which accepts connections. @throws Error with its output when it ends before */
async function launch(port: number, command: string, args: string[]) {
	const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
	let output = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
	const closed = once(child, 'close');
	const killAtExit = () => killGroup(child);
	process.once('exit', killAtExit);
	const kill = async () => {
		killGroup(child);
		await closed;
		process.removeListener('exit', killAtExit);
	};
	try {
		await until(() => child.exitCode !== null || accepts(port), { what: `${command} on ${port}` });
		if (child.exitCode !== null) throw new Error(`${command} ended`);
	} catch (error) {
		await kill();
		throw new Error(`${(error as Error).message}:\n${output}`);
	}
	return { kill };
}

function killGroup(child: ChildProcess): void {
	try {
		if (child.pid) process.kill(-child.pid, 'SIGKILL');
	} catch {
		// It has ended by itself.
	}
}

async function accepts(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	try {
		await once(socket, 'connect');
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}

/** Debian keeps PostgreSQL's programs in a folder by version. */
async function postgresPrograms(): Promise<string> {
	const root = '/usr/lib/postgresql';
	const [newest] = (await readdir(root)).sort((one, other) => Number(other) - Number(one));
	return join(root, newest, 'bin');
}

/**
 * The command as a user of the system, for servers that do not run as root. It becomes that process, so
 * that a killed one is gone at once and can be started again.
 */
export function as(user: string, command: string, args: string[]): [string, string[]] {
	const who = [`--reuid=${user}`, `--regid=${user}`, '--init-groups'];
	return isRoot() ? ['setpriv', [...who, '--', command, ...args]] : [command, args];
}

/** Without root there is no other user, and all that one makes is one's own. */
export async function giveTo(user: string, folder: string): Promise<void> {
	if (isRoot()) await run('chown', ['-R', user, folder]);
}

export function isRoot(): boolean {
	return userInfo().uid === 0;
}

/** @returns what the command printed. @throws Error unless it ends 0 */
export async function run(command: string, args: string[]): Promise<string> {
	const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: tmpdir() });
	let output = '';
	let errors = '';
	child.stdout.on('data', (text) => (output += text));
	child.stderr.on('data', (text) => (errors += text));
	const [code] = await once(child, 'close');
	if (code !== 0) throw new Error(`${command} ended with ${code}:\n${errors}`);
	return output;
}
