import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printedDocuments } from '../samples/printed';
import { until } from '../support/until';

/** One of the README's commands, as a person types it. */
class Command {
	readonly child: ChildProcess;
	output = '';

	constructor(...args: string[]) {
		this.child = spawn('npm', ['run', '--silent', ...args], {
			cwd: join(__dirname, '..', '..'),
			detached: true,
		});
		for (const stream of [this.child.stdout, this.child.stderr]) {
			stream?.setEncoding('utf8').on('data', (text) => (this.output += text));
		}
	}

	/** Ctrl-C reaches every process that the terminal's command has started. */
	interrupt(): void {
		if (!this.hasEnded) process.kill(-this.child.pid!, 'SIGINT');
	}

	/** @returns null when a signal ended it, as npm says of a command stopped by Ctrl-C */
	async exitCode(): Promise<number | null> {
		if (!this.hasEnded) await once(this.child, 'close');
		return this.child.exitCode;
	}

	private get hasEnded(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}
}

describe('npm run demo', () => {
	it('prints the fields of every sample and ends 0', async () => {
		const demo = new Command('demo');
		expect(await demo.exitCode()).toBe(0);
		for (const { fields } of printedDocuments()) {
			for (const value of Object.values(fields)) expect(demo.output).toContain(value);
		}
	});

	it('says that a folder is missing, or empty, and ends 1', async () => {
		const empty = await mkdtemp(join(tmpdir(), 'aihub-empty-'));
		try {
			const onEmpty = new Command('demo', '--', '--files', empty);
			expect(await onEmpty.exitCode()).toBe(1);
			expect(onEmpty.output).toContain(`There is no file with content in ${empty}`);
		} finally {
			await rm(empty, { recursive: true });
		}
		const onMissing = new Command('demo', '--', '--files', empty);
		expect(await onMissing.exitCode()).toBe(1);
		expect(onMissing.output).toContain(`There is no folder ${empty}`);
	});
});

test('npm start opens the editor until Ctrl-C', async () => {
	const start = new Command('start');
	try {
		const url = await until(() => /Editor:\s+(\S+)/.exec(start.output)?.[1], {
			what: 'the address of the editor',
			timeoutMs: 180_000,
		});
		expect(await (await fetch(url)).text()).toContain('<title>n8n.io');
		await until(() => start.output.includes('IB-Context'), { what: 'the last line' });
		const given = (label: string) => new RegExp(`${label}:\\s+(\\S+)`).exec(start.output)?.[1];
		const answer = await fetch(`${given('API Root')}/v2/batches`, {
			headers: {
				authorization: `Bearer ${given('API Token')}`,
				'ib-context': given('IB-Context')!,
			},
		});
		expect(answer.status).toBe(200);
		start.interrupt();
		await start.exitCode();
		expect(start.output).toMatch(/Stopped\s*$/);
		await expect(fetch(url)).rejects.toThrow();
	} finally {
		start.interrupt();
		await start.exitCode();
	}
});
