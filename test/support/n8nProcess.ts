import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nProgram } from './n8nInstall';

const SECONDS_TO_STOP = 20;

/** One running n8n command: its output so far, and a way to end it with all it started. */
export class N8nProcess {
	private readonly child: ChildProcess;
	private readonly closed: Promise<unknown>;
	stdout = '';
	stderr = '';

	constructor(program: N8nProgram, args: string[], env: NodeJS.ProcessEnv) {
		// A group of its own: n8n starts task runners, and Ctrl-C must reach us before it reaches n8n.
		this.child = spawn(program.node, [program.script, ...args], {
			env,
			detached: true,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		this.child.stdout?.setEncoding('utf8').on('data', (text) => (this.stdout += text));
		this.child.stderr?.setEncoding('utf8').on('data', (text) => (this.stderr += text));
		process.once('exit', this.killGroup);
		this.closed = once(this.child, 'close').finally(() => {
			process.removeListener('exit', this.killGroup);
		});
	}

	get output(): string {
		return this.stdout + this.stderr;
	}

	/** The process id; a benchmark reads the kernel's own figures by it. */
	get pid(): number | undefined {
		return this.child.pid;
	}

	get hasEnded(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}

	/** Waits for the command to end by itself. @returns its exit code; 128 + n after signal n */
	async ended(): Promise<number> {
		await this.closed;
		const { exitCode, signalCode } = this.child;
		if (exitCode !== null) return exitCode;
		this.stderr += `\nn8n was ended by ${signalCode}\n`;
		return 128 + (constants.signals[signalCode as NodeJS.Signals] ?? 0);
	}

	/** Asks politely (SIGTERM, so that n8n saves what runs), then kills the whole group. */
	async stop(): Promise<void> {
		if (!this.hasEnded) this.child.kill('SIGTERM');
		const patience = new AbortController();
		await Promise.race([
			this.closed,
			sleep(SECONDS_TO_STOP * 1000, undefined, { signal: patience.signal }).catch(() => {}),
		]);
		patience.abort();
		this.killGroup();
		await this.closed;
	}

	/** Kills at once, as a power cut would: for tests of what survives one. */
	async kill(): Promise<void> {
		this.killGroup();
		await this.closed;
	}

	private readonly killGroup = () => {
		try {
			if (this.child.pid) process.kill(-this.child.pid, 'SIGKILL');
		} catch {
			// The group is gone, which is what was wanted.
		}
	};
}

/** A TCP port on 127.0.0.1 that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
	const worker = Number(process.env.JEST_WORKER_ID ?? 0) % WORKERS;
	for (;;) {
		const port = LOWEST_PORT + worker * PORTS + Math.floor(Math.random() * PORTS);
		const server = createServer();
		const isFree = await new Promise<boolean>((resolve) => {
			server.once('error', () => resolve(false));
			server.listen(port, '127.0.0.1', () => resolve(true));
		});
		if (!isFree) continue;
		server.close();
		await once(server, 'close');
		return port;
	}
}

/** Below those that the system gives to connections, and in a range for each process of the tests. */
const LOWEST_PORT = 12_000;
const PORTS = 2_000;
const WORKERS = 10;
