import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { authenticate } from './auth';
import type { FaultAction, Faults } from './faults';
import { ApiError, readChunks, sizeOf, stringifyJson, type Answer } from './http';
import { sendRewritten, withHeaders } from './rewrite';
import { Call, matchPath, type Route, type World } from './route';
import { auditLogRoutes } from './routes/auditLogs';
import { batchRoutes } from './routes/batches';
import { fileRoutes } from './routes/files';
import { jobRoutes } from './routes/jobs';
import { multipartRoutes } from './routes/multipart';
import { resultRoutes } from './routes/results';
import { runRoutes } from './routes/runs';
import { secretRoutes } from './routes/secrets';

/** A request that the emulator got. */
export interface LoggedRequest {
	method: string;
	/** Encoded path under the API root, without the query. */
	path: string;
	query: string;
	/** lower-case names */
	headers: Record<string, string>;
	operationId: string | undefined;
	/** Status that was answered; 0 when the connection was destroyed instead. */
	status: number;
	/** bytes of the request body */
	bytes: number;
	/** ms */
	at: number;
}

export interface ServerParts {
	world: () => World;
	faults: Faults;
	context: string;
	log: LoggedRequest[];
	/** Answers `/_control` requests. */
	control: (method: string, path: string, body: Buffer) => Promise<Answer>;
}

/** Literal paths come before those with parameters. */
export const ROUTES: Route[] = [
	...multipartRoutes,
	...jobRoutes,
	...batchRoutes,
	...runRoutes,
	...resultRoutes,
	...fileRoutes,
	...secretRoutes,
	...auditLogRoutes,
];

function html(status: number, text: string): Answer {
	const page = `<html><body><h1>${status}</h1><p>${text}</p></body></html>`;
	return {
		status,
		bytes: Buffer.from(page),
		headers: { 'Content-Type': 'text/html; charset=utf-8' },
	};
}

function bodyOf(answer: Answer): Buffer {
	if (Array.isArray(answer.bytes)) return Buffer.concat(answer.bytes);
	if (answer.bytes) return answer.bytes;
	return answer.json === undefined ? Buffer.alloc(0) : Buffer.from(stringifyJson(answer.json));
}

/** Written as in the documentation: clients that look them up in a plain dictionary need that. */
function headersOf(answer: Answer, body: Buffer): Record<string, string> {
	return withHeaders(
		{
			...(answer.json !== undefined && { 'Content-Type': 'application/json' }),
			...(answer.status !== 204 && { 'Content-Length': String(body.length) }),
		},
		answer.headers ?? {},
	);
}

function faultAnswer(action: FaultAction): Answer | undefined {
	if ('html' in action) return html(action.html, 'A proxy answers, as the emulator was told.');
	if (!('status' in action)) return undefined;
	return {
		status: action.status,
		json: action.body ?? { message: `The emulator was told to answer ${action.status}.` },
		headers: {
			...(action.retryAfter !== undefined && { 'Retry-After': String(action.retryAfter) }),
			...action.headers,
		},
	};
}

async function carryOut(
	parts: ServerParts,
	request: IncomingMessage,
	url: URL,
	path: string,
	route: { route: Route; params: Record<string, string> } | undefined,
	chunks: Buffer[],
): Promise<Answer> {
	const world = parts.world();
	try {
		const needsContext = !route?.route.withoutContext;
		const user = authenticate(request.headers, world.store, parts.context, needsContext);
		if (!route) throw new ApiError(404, `There is no operation ${request.method} ${path}.`);
		const { params } = route;
		const call = new Call(world, params, url.searchParams, request.headers, chunks, user);
		return await route.route.handle(call);
	} catch (error) {
		if (error instanceof ApiError) return error.toAnswer();
		return { status: 500, json: { message: `Internal error: ${String(error)}` } };
	}
}

function findRoute(method: string, path: string) {
	for (const route of ROUTES) {
		if (route.method !== method) continue;
		const params = matchPath(route.path, path);
		if (params) return { route, params };
	}
	return undefined;
}

/** Sends an answer, spoilt as the fault wants it. */
async function send(
	response: ServerResponse,
	answer: Answer,
	action: FaultAction | undefined,
): Promise<void> {
	let body = bodyOf(answer);
	const headers = headersOf(answer, body);
	if (action && 'rewrite' in action) {
		await sendRewritten(response, { status: answer.status, headers, body }, action.rewrite);
		return;
	}
	if (action && 'malformed' in action) {
		body = Buffer.from('{"malformed": ');
		headers['Content-Length'] = String(body.length);
	}
	response.writeHead(answer.status, headers);
	if (action && 'truncate' in action) {
		response.write(body.subarray(0, body.length >> 1), () => response.destroy());
	} else {
		response.end(body);
	}
}

async function answerApi(
	parts: ServerParts,
	request: IncomingMessage,
	response: ServerResponse,
	url: URL,
	entry: LoggedRequest,
): Promise<void> {
	const { method, path } = entry;
	const route = findRoute(method, path);
	entry.operationId = route?.route.operationId;
	const action = parts.faults.take({ operationId: entry.operationId, method, path });
	if (action && 'reset' in action && action.reset === 'before') {
		request.socket.destroy();
		return;
	}
	const chunks = await readChunks(request);
	entry.bytes = sizeOf(chunks);
	if (action && 'hold' in action && action.hold === 'before') return;
	if (action && 'delayMs' in action) await sleep(action.delayMs);
	const answer =
		(action && faultAnswer(action)) ?? (await carryOut(parts, request, url, path, route, chunks));
	if (action && 'reset' in action) {
		request.socket.destroy();
		return;
	}
	if (action && 'hold' in action) return;
	entry.status = (action && 'rewrite' in action && action.rewrite.status) || answer.status;
	await send(response, answer, action);
}

async function answer(
	parts: ServerParts,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const method = request.method ?? 'GET';
	const url = new URL(request.url ?? '/', 'http://emulator');
	const control = /^(?:\/api)?\/_control(\/.*)$/.exec(url.pathname);
	if (control) {
		const body = Buffer.concat(await readChunks(request));
		await send(response, await parts.control(method, control[1]!, body), undefined);
		return;
	}
	// The URL class would resolve dots and so hide what the client really sent.
	const [rawPath = ''] = (request.url ?? '').split('?');
	if (!rawPath.startsWith('/api/')) {
		await readChunks(request);
		await send(
			response,
			html(404, 'The emulator of AI Hub has no pages. AI Hub itself would show one here.'),
			undefined,
		);
		return;
	}
	const entry: LoggedRequest = {
		method,
		path: rawPath.slice('/api'.length),
		query: url.search.slice(1),
		headers: request.headers as Record<string, string>,
		operationId: undefined,
		status: 0,
		bytes: 0,
		at: parts.world().clock.now(),
	};
	parts.log.push(entry);
	await answerApi(parts, request, response, url, entry);
}

/** Starts the HTTP server on 127.0.0.1. */
export async function startServer(parts: ServerParts, port: number): Promise<Server> {
	const server = createServer((request, response) => {
		answer(parts, request, response).catch(() => response.destroy());
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	return server;
}

export function portOf(server: Server): number {
	return (server.address() as AddressInfo).port;
}
