import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { redactSecrets } from '../../../nodes/shared/api/wire/redact';
import { undiciApi } from '../../support/undiciSend';

export interface Arrived {
	method: string;
	url: string;
	headers: IncomingMessage['headers'];
	body: Buffer;
}

/** An answer: status, body and headers, or a function that does with the connection what it likes. */
export type Answer =
	| { status: number; body?: unknown; headers?: Record<string, string | string[]> }
	| ((response: ServerResponse, request: Arrived) => void);

/** An HTTP server that gives the answers it was told, one after the other; the last one for ever. */
export class ScriptedServer {
	readonly arrived: Arrived[] = [];

	private answers: Answer[] = [];

	private constructor(private readonly server: Server) {}

	static async start(): Promise<ScriptedServer> {
		const server = createServer((request, response) => void scripted.handle(request, response));
		const scripted = new ScriptedServer(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return scripted;
	}

	get origin(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	get url(): string {
		return `${this.origin}/api`;
	}

	/** Forgets what was, and gives these answers from now on. */
	script(...answers: Answer[]): void {
		this.answers = answers;
		this.arrived.length = 0;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		try {
			for await (const chunk of request) chunks.push(chunk as Buffer);
		} catch {
			return;
		}
		const { method = '', url = '', headers } = request;
		const arrived = { method, url, headers, body: Buffer.concat(chunks) };
		this.arrived.push(arrived);
		const answer = this.answers.length > 1 ? this.answers.shift()! : this.answers[0];
		if (typeof answer === 'function') return answer(response, arrived);
		const { status, body, headers: extra } = answer;
		response.writeHead(status, extra);
		response.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
	}
}

/** Answers of a connection that breaks. */
export const hangUp = (response: ServerResponse): void => void response.socket?.destroy();

/** An `Api` over undici whose pauses take no time, against any server. */
export function apiOf(url: string, token = 'test-token', startMs = Date.UTC(2026, 0, 15, 12)) {
	const api = undiciApi({ url, token, context: 'test-org' }, { startMs });
	return Object.assign(api, { redact: (text: string) => redactSecrets(text, [token]) });
}
