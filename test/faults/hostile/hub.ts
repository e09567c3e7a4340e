import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

import { OPERATIONS } from '../../answers/operations';
import { until } from '../../support/until';
import { json, Line } from './line';
import type { Limits } from './limits';
import { type Heard, Reading } from './request';

/** What comes in place of an answer. */
export type Attack = (line: Line, heard: Heard, hub: HostileHub) => void | Promise<void>;

export interface Told {
	/** The operationId whose answers are attacked. */
	operation: string;
	attack: Attack;
	/** Answered as soon as its head is there, while the body is still on its way. */
	early?: boolean;
	/** Its answer says that nothing was done, and it is true. */
	refuses?: boolean;
}

/**
 * A server at the level of bytes, which answers every operation well except the one that it is told
 * to attack. A run that was asked for has been started, whatever comes of the answer.
 */
export class HostileHub {
	heard: Heard[] = [];

	/** All bytes that came, as text. */
	received = '';

	lines: Line[] = [];

	runs: Array<{ id: string; tags: string[] }> = [];

	/** Below TLS, so that one whose handshake failed is among them. */
	private readonly sockets = new Set<Socket>();

	private told?: Told;

	private constructor(
		private readonly server: Server,
		private readonly scheme: string,
		readonly limits?: Limits,
	) {
		server.on('connection', (socket: Socket) => this.sockets.add(socket));
		server.on(scheme === 'https' ? 'secureConnection' : 'connection', (socket) =>
			this.listen(socket),
		);
	}

	static async start(limits?: Limits, tls?: TlsOptions): Promise<HostileHub> {
		const server = tls ? createTlsServer(tls) : createServer();
		server.on('tlsClientError', () => {});
		const hub = new HostileHub(server, tls ? 'https' : 'http', limits);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return hub;
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	get origin(): string {
		return `${this.scheme}://127.0.0.1:${this.port}`;
	}

	/** From now on; forgets what was before. */
	tell(told?: Told): void {
		this.told = told;
		this.heard = [];
		this.received = '';
		this.lines = [];
		this.runs = [];
	}

	/** How often an operation was asked for. */
	asked(operation: string): number {
		return this.heard.filter((one) => one.operation === operation).length;
	}

	/** The client is to close what it does not need any more. */
	async whenQuiet(): Promise<void> {
		await until(() => this.lines.every(({ isOver }) => isOver), {
			what: 'the end of all connections',
			everyMs: 2,
		});
	}

	async close(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private listen(socket: Socket): void {
		const line = new Line(socket);
		this.lines.push(line);
		const reading = new Reading();
		let isAnswered = false;
		socket.on('data', (piece) => {
			this.received += piece.toString('latin1');
			if (isAnswered) return;
			const heard = reading.take(piece);
			if (!heard) return;
			const isAttacked = heard.operation === this.told?.operation || this.told?.operation === '*';
			if (!heard.isWhole && !(isAttacked && this.told?.early)) return;
			isAnswered = true;
			this.heard.push(heard);
			if (!(isAttacked && this.told?.refuses)) this.start(heard);
			if (isAttacked) void this.told!.attack(line, heard, this);
			else this.answer(line, heard);
		});
	}

	private start({ operation, isWhole, body }: Heard): void {
		if (!/^run(App|Deployment)$/.test(operation) || !isWhole) return;
		const { settings } = JSON.parse(body) as { settings?: { tags?: string[] } };
		this.runs.push({ id: `run-${this.runs.length + 1}`, tags: settings?.tags ?? [] });
	}

	/** The answer of a hub that means well. */
	answer(line: Line, { operation, method }: Heard): void {
		const known = OPERATIONS[operation];
		if (known === undefined) return line.end(json({ message: 'no such thing' }, 404));
		if (typeof known.good === 'string') return line.end(fileOf(known.good, method));
		line.end(json(this.goodAnswer(operation, known.good as object)));
	}

	private goodAnswer(operation: string, good: object): object {
		const run = this.runs.at(-1);
		if (known(operation, 'runApp', 'runDeployment', 'getRunStatus')) return { ...good, ...run };
		if (operation === 'getRunResults') return { ...good, id: run?.id ?? 'run-1' };
		if (operation !== 'listRuns') return good;
		const started = this.runs.map((one) => ({ status: 'COMPLETE', ...one, batch_id: 7 }));
		return started.length > 0 ? { runs: started } : good;
	}
}

function known(operation: string, ...names: string[]): boolean {
	return names.includes(operation);
}

function fileOf(content: string, method: string): string {
	const head = `HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: ${content.length}\r\nconnection: close\r\n\r\n`;
	return method === 'HEAD' ? head : head + content;
}
