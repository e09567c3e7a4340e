import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What a client of OpenAI's chat completions sends, as far as a test looks at it. */
export interface ChatRequest {
	messages: Array<{ role: string; content: unknown }>;
	tools?: Array<{ function: { name: string; description: string; parameters: unknown } }>;
}

/** What the model says: an answer, or the call of a tool. */
export type ChatReply = string | { tool: string; args: Record<string, unknown> };

/** A server with OpenAI's chat completions in front of a function. */
export interface ChatModel {
	/** The "Base URL" of an OpenAI credential. */
	url: string;
	requests: ChatRequest[];
	close(): Promise<void>;
}

/** Starts one. @param reply to the requests so far, the newest last */
export async function startChatModel(
	reply: (requests: ChatRequest[]) => ChatReply,
): Promise<ChatModel> {
	const requests: ChatRequest[] = [];
	const server = createServer((request, response) => {
		void json(request).then((body) => {
			requests.push(body as ChatRequest);
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify(completion(reply(requests), requests.length)));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const close = async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	};
	return { url: `http://127.0.0.1:${port}/v1`, requests, close };
}

function completion(reply: ChatReply, number: number): object {
	const message =
		typeof reply === 'string'
			? { role: 'assistant', content: reply }
			: { role: 'assistant', content: null, tool_calls: [toolCall(reply, number)] };
	const finish_reason = typeof reply === 'string' ? 'stop' : 'tool_calls';
	return {
		id: `chatcmpl-${number}`,
		object: 'chat.completion',
		created: 0,
		model: 'scripted',
		choices: [{ index: 0, message, finish_reason }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

function toolCall({ tool, args }: Exclude<ChatReply, string>, number: number): object {
	return {
		id: `call_${number}`,
		type: 'function',
		function: { name: tool, arguments: JSON.stringify(args) },
	};
}
