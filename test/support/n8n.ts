import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { installedN8n, type N8nProgram } from './n8nInstall';
import { freePort, N8nProcess } from './n8nProcess';
import { isN8n1, N8nRest } from './n8nRest';
import type { Credential, Execution, Workflow } from './n8nTypes';
import { unpack } from './package';
import { until } from './until';

export interface N8nOptions {
	/** The folder that holds n8n's database and packages; a temporary one by default. */
	userFolder?: string;
	/** Added to the environment of every n8n process, e.g. `EXECUTIONS_MODE: 'queue'`. */
	env?: Record<string, string>;
	/** A version folder of test/n8n; the pinned version by default. */
	version?: string;
	/** Takes one line of progress at a time, while n8n is being installed. */
	report?: (line: string) => void;
}

/** What one command of n8n left behind. */
export interface CommandResult {
	exitCode: number;
	stdout: string;
	output: string;
}

/** Nothing of this leaves the machine, and nothing of it differs between two runs. */
const QUIET = {
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_HOST: '127.0.0.1',
	N8N_RUNNERS_BROKER_LISTEN_ADDRESS: '127.0.0.1',
	N8N_SECURE_COOKIE: 'false',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_LOG_LEVEL: 'info',
	N8N_LOG_FORMAT: 'text',
	NO_COLOR: '1',
	GENERIC_TIMEZONE: 'UTC',
	TZ: 'UTC',
};

/**
 * n8n's expression engine (isolated-vm) often crashes the process when the execution is saved and
 * printed and nothing is left but to exit; then the execution itself says how it ended.
 */
const { SIGABRT, SIGSEGV } = constants.signals;
const CRASHES_AT_EXIT = [128 + SIGABRT, 128 + SIGSEGV];

/** A real n8n with a folder of its own: its commands, and its server once started. */
export class N8n {
	private server?: N8nProcess;
	private port?: number;

	private constructor(
		readonly program: N8nProgram,
		readonly userFolder: string,
		/** Read at every start of a process: what is added here holds from the next one on. */
		readonly env: Record<string, string>,
		private readonly isTemporary: boolean,
	) {}

	/** Prepares an n8n, installing it when this is its first use here. Starts nothing. */
	static async create(options: N8nOptions = {}): Promise<N8n> {
		const program = await installedN8n(options.report ?? console.log, options.version);
		const userFolder = options.userFolder ?? (await mkdtemp(join(tmpdir(), 'aihub-n8n-')));
		const env = {
			...QUIET,
			// n8n 1 has no such module, and refuses to start when it shall disable it.
			...(isN8n1(program.version) ? {} : { N8N_DISABLED_MODULES: 'mcp-registry' }),
			N8N_USER_FOLDER: userFolder,
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
			...options.env,
		};
		return new N8n(program, userFolder, env, options.userFolder === undefined);
	}

	/** The editor's address; only while the server runs. */
	get url(): string {
		if (!this.port) throw new Error('This n8n is not started');
		return `http://127.0.0.1:${this.port}`;
	}

	/** What the running server has printed so far. */
	get log(): string {
		return this.server?.output ?? '';
	}

	/** Installs a package as n8n's community package installer leaves it on the disk. */
	async installPackage(tarball: string, name = 'n8n-nodes-aihub'): Promise<void> {
		await unpack(tarball, join(this.userFolder, '.n8n', 'nodes', 'node_modules', name));
	}

	/** @param credentials with their data in the clear: n8n encrypts them */
	async importCredentials(credentials: Credential[]): Promise<void> {
		await this.import('credentials', credentials);
	}

	/** The workflow needs an `id`: `execute` and `publish` take it. */
	async importWorkflow(workflow: Workflow): Promise<void> {
		await this.import('workflow', [workflow]);
	}

	private async import(kind: 'credentials' | 'workflow', content: unknown): Promise<void> {
		const folder = await mkdtemp(join(tmpdir(), 'aihub-import-'));
		const file = join(folder, `${kind}.json`);
		try {
			await writeFile(file, JSON.stringify(content), { mode: 0o600 });
			await this.succeed(`import:${kind}`, `--input=${file}`);
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	}

	/**
	 * Executes a workflow to its end in a process of its own; the server need not run.
	 *
	 * @returns the exit code (1 when the workflow failed), the output, and the execution as n8n
	 * printed it, with the items of every node; undefined when it printed none
	 */
	async execute(id: string): Promise<CommandResult & { execution?: Execution }> {
		const result = await this.run('execute', `--id=${id}`, '--rawOutput');
		const execution = jsonIn(result.stdout) as Execution | undefined;
		const crashed = execution !== undefined && CRASHES_AT_EXIT.includes(result.exitCode);
		const exitCode = crashed ? Number(execution.status === 'error') : result.exitCode;
		return { ...result, exitCode, execution };
	}

	/** Makes a workflow active from the next start on. */
	async publish(id: string): Promise<void> {
		await this.succeed('publish:workflow', `--id=${id}`);
	}

	/** Runs any n8n command to its end. */
	async run(...args: string[]): Promise<CommandResult> {
		const command = await this.spawn(args);
		const exitCode = await command.ended();
		return { exitCode, stdout: command.stdout, output: command.output };
	}

	/** Runs any n8n command to its end. @throws Error with its output unless it ends 0 */
	async succeed(...args: string[]): Promise<CommandResult> {
		const result = await this.run(...args);
		if (result.exitCode !== 0) {
			throw new Error(`n8n ${args[0]} ended with ${result.exitCode}:\n${result.output.trim()}`);
		}
		return result;
	}

	/** Starts the server and waits until its API answers. @param port any free one by default */
	async start(port?: number): Promise<void> {
		if (this.server) throw new Error('This n8n is started already');
		this.port = port ?? (await freePort());
		this.server = await this.spawn(['start'], { N8N_PORT: String(this.port) });
		const server = this.server;
		try {
			await until(() => server.hasEnded || this.isReady(), { what: 'n8n', timeoutMs: 180_000 });
			if (server.hasEnded) throw new Error('n8n ended while it was starting');
		} catch (error) {
			await this.stop();
			throw new Error(`${(error as Error).message}. Its output:\n${server.output.trim()}`);
		}
	}

	/** /healthz answers before the API does; /rest/settings only when the editor could work. */
	private async isReady(): Promise<boolean> {
		if (!(await fetch(`${this.url}/healthz`)).ok) return false;
		const settings = await fetch(`${this.url}/rest/settings`);
		return settings.ok && (settings.headers.get('content-type') ?? '').includes('json');
	}

	/** Starts another process of this n8n, e.g. `['worker']`; the caller stops it. */
	async spawn(args: string[], env: Record<string, string> = {}): Promise<N8nProcess> {
		return new N8nProcess(this.program, args, {
			...environmentWithoutN8n(),
			...this.env,
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			...env,
		});
	}

	/** Stops the server, as a person or a service manager would. */
	async stop(): Promise<void> {
		await this.end((server) => server.stop());
	}

	/** Ends the server as a power cut would. */
	async kill(): Promise<void> {
		await this.end((server) => server.kill());
	}

	/** Changes n8n's own SQLite database while it runs, by the driver that n8n has. */
	async executeSql(statement: string): Promise<void> {
		const { node, script } = this.program;
		const file = join(this.userFolder, '.n8n', 'database.sqlite');
		const code = `
			const [file, statement] = process.argv.slice(1);
			const database = new (require('sqlite3').Database)(file);
			database.configure('busyTimeout', 10000);
			database.run(statement, (error) => { if (error) throw error; database.close(); });`;
		await promisify(execFile)(node, ['-e', code, file, statement], { cwd: dirname(script) });
	}

	private async end(how: (server: N8nProcess) => Promise<void>): Promise<void> {
		const { server } = this;
		this.server = undefined;
		this.port = undefined;
		if (server) await how(server);
	}

	/** Stops the server and removes the folder, unless the caller gave it. */
	async close(): Promise<void> {
		await this.stop();
		if (this.isTemporary) await rm(this.userFolder, { recursive: true, force: true });
	}

	/** A client of the running server's own REST API, signed in as the owner. */
	async signIn(): Promise<N8nRest> {
		return await N8nRest.signIn(this.url, this.program.version);
	}
}

/** A person's own n8n settings, and jest's or tsx's, must not reach this one. */
function environmentWithoutN8n(): NodeJS.ProcessEnv {
	const foreign = /^(N8N_|DB_|EXECUTIONS_|QUEUE_|NODE_OPTIONS$|NODE_ENV$|JEST_|npm_)/;
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** The JSON that n8n prints after whatever its start-up had to say. */
function jsonIn(stdout: string): unknown {
	const start = stdout.startsWith('{') ? 0 : stdout.indexOf('\n{') + 1;
	const end = stdout.lastIndexOf('\n}');
	if (end < start) return undefined;
	try {
		return JSON.parse(stdout.slice(start, end + 2));
	} catch {
		return undefined;
	}
}
