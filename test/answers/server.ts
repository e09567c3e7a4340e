import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { withHeaders } from '../emulator/rewrite';
import { OPERATIONS } from './operations';

/** An answer as it goes over the line. */
export interface Answer {
	status?: number;
	headers?: Record<string, string>;
	/** Text in UTF-8, or bytes. */
	body?: string | Buffer;
	gzip?: true;
}

/** A server that answers every operation well, except as it is told. */
export class AnswerServer {
	/** operationId → how often it was asked. */
	readonly asked = new Map<string, number>();

	private told: Record<string, Answer[]> = {};

	private constructor(private readonly server: Server) {}

	static async start(): Promise<AnswerServer> {
		const server = createServer((request, response) => {
			request.resume().on('end', () => {
				const path = (request.url ?? '').replace(/^\/api/, '');
				const answer = answers.answerTo(`${request.method} ${path}`);
				const body = Buffer.from(answer.body ?? '');
				const type =
					typeof answer.body === 'string' ? 'application/json' : 'application/octet-stream';
				const own = {
					'content-type': type,
					...(answer.gzip && { 'content-encoding': 'gzip' }),
					// Node tells the length by itself where there is a body.
					...(request.method === 'HEAD' && { 'content-length': String(body.length) }),
				};
				response.writeHead(answer.status ?? 200, withHeaders(own, answer.headers ?? {}));
				response.end(answer.gzip ? gzipSync(body) : body);
			});
		});
		const answers = new AnswerServer(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return answers;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api`;
	}

	/** From now on; the last of several answers goes on. */
	tell(told: Record<string, Answer[]>): void {
		this.told = told;
		this.asked.clear();
	}

	private answerTo(request: string): Answer {
		const [operation, { good }] = Object.entries(OPERATIONS).find(([, { route }]) =>
			route.test(request),
		) ?? ['', { good: undefined }];
		const count = this.asked.get(operation) ?? 0;
		this.asked.set(operation, count + 1);
		const told = this.told[operation];
		if (told) return told[Math.min(count, told.length - 1)];
		if (good === undefined) return { status: 404 };
		return typeof good === 'string' ? { body: Buffer.from(good) } : { body: JSON.stringify(good) };
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
