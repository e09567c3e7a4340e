import { once } from 'node:events';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** No attack goes on for longer than that; a client that takes it all has no bound. */
const MOST_BYTES = 640 * 1024 * 1024;

/** A connection, on which anything may be said. */
export class Line {
	/** Bytes that went out. */
	sent = 0;

	isOver = false;

	private readonly closed: Promise<void>;

	constructor(private readonly socket: Socket) {
		this.closed = new Promise((resolve) => {
			socket.on('close', () => {
				this.isOver = true;
				resolve();
			});
		});
		// The client's leaving is what most attacks wait for.
		socket.on('error', () => {});
	}

	private get isOpen(): boolean {
		return !this.isOver && this.socket.writable;
	}

	/** Resolves when there is room for more, or nobody is there any more. */
	async write(piece: string | Buffer): Promise<void> {
		if (!this.isOpen) return;
		this.sent += piece.length;
		if (this.socket.write(piece)) return await new Promise((resolve) => setImmediate(resolve));
		await Promise.race([once(this.socket, 'drain').catch(() => {}), this.closed]);
	}

	/** Says it again and again, until nobody listens, or it was said so often. */
	async repeat(piece: string | Buffer, times = Infinity): Promise<void> {
		for (let count = 0; count < times && this.isOpen && this.sent < MOST_BYTES; count++) {
			await this.write(piece);
		}
	}

	/** Says it and hangs up as is proper. */
	end(text: string | Buffer = ''): void {
		this.sent += text.length;
		this.socket.end(text);
	}

	/** Hangs up at once: the client sees ECONNRESET. */
	reset(): void {
		// TLS knows no reset.
		if (this.socket instanceof TLSSocket) this.socket.destroy();
		else this.socket.resetAndDestroy();
	}
}

/** The head of an answer. */
export function head(headers: Record<string, string | number> = {}, status = 200): string {
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
	return `HTTP/1.1 ${status} Said\r\n${lines.join('')}\r\n`;
}

/** A whole answer. */
export function answer(
	body: string | Buffer,
	headers: Record<string, string | number> = {},
): Buffer {
	const all = { 'content-length': body.length, connection: 'close', ...headers };
	return Buffer.concat([Buffer.from(head(all)), Buffer.from(body)]);
}

/** A whole answer with JSON as its body. */
export function json(value: unknown, status = 200): string {
	const body = JSON.stringify(value);
	return `${head({ 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), connection: 'close' }, status)}${body}`;
}
