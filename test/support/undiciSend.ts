import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import { Agent, request } from 'undici';

import type { Api } from '../../nodes/shared/api/wire/api';
import { AiHubError } from '../../nodes/shared/api/wire/errors';
import { textOfBytes } from '../../nodes/shared/api/wire/json';
import { type ApiRequest, NetworkFailure, type Send } from '../../nodes/shared/api/wire/send';

export interface UndiciOptions {
	/** API root without a trailing slash, e.g. `http://127.0.0.1:1234/api`. */
	url: string;
	token: string;
	context: string;
}

/** The second implementation of `send`: the api layer without n8n. `close` frees its sockets. */
export function undiciSend(options: UndiciOptions): { send: Send; close(): Promise<void> } {
	const dispatcher = new Agent({ keepAliveTimeout: 1_000 });
	const send: Send = async (apiRequest) => {
		try {
			const { statusCode, headers, body } = await request(urlOf(options.url, apiRequest), {
				dispatcher,
				method: apiRequest.method,
				headers: headersOf(options, apiRequest),
				body: await bodyOf(apiRequest),
				headersTimeout: apiRequest.timeoutMs ?? 60_000,
			});
			return {
				status: statusCode,
				headers: Object.fromEntries(
					Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
				),
				body:
					apiRequest.answer === 'stream' && statusCode < 300
						? unpacked(body, headers['content-encoding'])
						: textOfBytes(await body.bytes()),
			};
		} catch (error) {
			const { code, message } = error as NodeJS.ErrnoException;
			throw new NetworkFailure(code ?? 'UNKNOWN', message);
		}
	};
	return { send, close: async () => await dispatcher.close() };
}

/** As n8n's helper hands it on. */
function unpacked(body: Readable, encoding: unknown): Readable {
	return encoding === 'gzip' ? body.pipe(createGunzip()) : body;
}

/**
 * An `Api` over undici whose pauses take no time: `sleep` only moves `now` on. `onSleep` lets a
 * test move the emulator's clock with it.
 */
export function undiciApi(
	options: UndiciOptions,
	hooks: { onSleep?: (ms: number) => void | Promise<void>; startMs?: number } = {},
): Api & { close(): Promise<void>; cancel(): void; slept: number[] } {
	const { send, close } = undiciSend(options);
	let now = hooks.startMs ?? Date.now();
	let cancelled = false;
	const slept: number[] = [];
	const throwIfCancelled = () => {
		if (cancelled) throw new AiHubError('cancelled', 'The execution was cancelled');
	};
	return {
		send,
		close,
		slept,
		cancel: () => {
			cancelled = true;
		},
		sleep: async (ms) => {
			throwIfCancelled();
			slept.push(ms);
			now += ms;
			await hooks.onSleep?.(ms);
			throwIfCancelled();
		},
		now: () => now,
		random: () => 0.5,
		throwIfCancelled,
		redact: (text) => text.split(options.token).join('***'),
	};
}

function urlOf(root: string, { path, query = {} }: ApiRequest): string {
	const parameters = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		if (value !== undefined) for (const one of [value].flat()) parameters.append(name, String(one));
	}
	return `${root}${path}${parameters.size > 0 ? `?${parameters}` : ''}`;
}

function headersOf(options: UndiciOptions, { headers, body }: ApiRequest): Record<string, string> {
	return {
		...(body && 'json' in body && { 'content-type': 'application/json' }),
		...headers,
		authorization: `Bearer ${options.token}`,
		'ib-context': options.context,
	};
}

async function bodyOf({ body }: ApiRequest): Promise<string | Buffer | undefined> {
	if (!body) return undefined;
	if ('json' in body) return JSON.stringify(body.json);
	if ('bytes' in body) return body.bytes;
	const pieces: Buffer[] = [];
	for await (const piece of await body.file.open()) pieces.push(piece);
	return Buffer.concat(pieces);
}
