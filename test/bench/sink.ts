import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { Agent, request } from 'undici';

/** What the sink has got since it was last asked. */
export interface Received {
	requests: number;
	bytes: number;
}

/** An AI Hub that takes no time and keeps nothing, in a process of its own. */
export class Sink {
	private constructor(
		private readonly child: ChildProcess,
		/** API root, ends with `/api`. */
		readonly url: string,
	) {}

	static async start(): Promise<Sink> {
		const child = fork(join(__dirname, 'sinkProcess.ts'), { execArgv: ['--import', 'tsx'] });
		const [url] = (await once(child, 'message')) as [string];
		return new Sink(child, url);
	}

	/** What came since the last call. */
	async received(): Promise<Received> {
		const { body } = await request(`${this.url}/_received`);
		return (await body.json()) as Received;
	}

	/**
	 * How fast it takes bytes that are in memory, in MiB/s: what is measured against it can be no
	 * faster than that.
	 */
	async throughput(megabytes: number, partBytes: number): Promise<number> {
		const dispatcher = new Agent({ connections: 1 });
		const body = Buffer.alloc(partBytes);
		const begun = performance.now();
		for (let sent = 0; sent < megabytes * 2 ** 20; sent += partBytes) {
			const answer = await request(`${this.url}/v2/files/raw`, { dispatcher, method: 'PUT', body });
			await answer.body.dump();
		}
		const seconds = (performance.now() - begun) / 1000;
		await dispatcher.close();
		return megabytes / seconds;
	}

	async close(): Promise<void> {
		this.child.disconnect();
		if (this.child.exitCode === null) await once(this.child, 'exit');
	}
}
