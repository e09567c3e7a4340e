import { type ChatModel, type ChatRequest, startChatModel } from '../support/chatModel';
import type { Workflow } from '../support/n8nTypes';
import { type MailSink, startMailSink } from '../support/smtpServer';
import { until } from '../support/until';
import { importExample, published, succeeded } from './example';
import { E2e } from './world';

type Tool = NonNullable<ChatRequest['tools']>[number];

let e2e: E2e;
let smtp: MailSink;
let model: ChatModel;
let workflow: Workflow;
let chat: string;

beforeAll(async () => {
	smtp = await startMailSink();
	e2e = await E2e.start();
	// Does what it is told to, and says what came of it.
	model = await startChatModel((requests) => {
		const { messages, tools } = requests.at(-1)!;
		const { role, content } = messages.at(-1)!;
		if (role !== 'user') return String(content);
		const [name, toolParameters] = JSON.parse(String(content)) as [string, Record<string, unknown>];
		const tool = tools!.find((one) => one.function.name === name)!;
		const args = isGated(tool) ? { toolParameters, hitlParameters: {} } : toolParameters;
		return { tool: name, args };
	});
	const server = { host: '127.0.0.1', port: smtp.port, secure: false, disableStartTls: true };
	workflow = await importExample(e2e, 'ai-agent-with-approval', {
		credentials: {
			openAiApi: { apiKey: 'none', url: model.url },
			smtp: { user: 'owner@example.com', password: 'secret', ...server },
		},
		fillIn: {
			'When chat message received': { public: true },
			'Process Batch': { deploymentId: e2e.deployment('Invoices Deployment') },
		},
	});
	const id = await published(e2e, workflow, 'When chat message received');
	chat = `${e2e.n8n.url}/webhook/${id}/chat`;
});

afterAll(async () => {
	await e2e?.close();
	await smtp?.close();
	await model?.close();
});

beforeEach(() => {
	e2e.emulator.reset();
	smtp.mails.length = 0;
});

/** Whether n8n asks a person before it lets the model use a tool. */
function isGated(tool: Tool): boolean {
	return JSON.stringify(tool.function.parameters).includes('hitlParameters');
}

/** Tells the agent to use a tool, as n8n's page of the chat does. @returns what the chat gets to see */
async function tell(tool: string, parameters: object): Promise<{ said: string[]; id: string }> {
	const started = await until(
		async () => {
			const response = await fetch(chat, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({
					action: 'sendMessage',
					sessionId: 'one',
					chatInput: JSON.stringify([tool, parameters]),
				}),
			});
			return response.ok
				? ((await response.json()) as { executionId: string; resumeToken: string })
				: undefined;
		},
		{ what: 'the chat' },
	);
	const { executionId, resumeToken: token } = started;
	const query = new URLSearchParams({ sessionId: 'one', executionId, isPublic: 'true', token });
	const socket = new WebSocket(`${e2e.n8n.url.replace('http', 'ws')}/chat?${query}`);
	const said: string[] = [];
	socket.addEventListener('message', ({ data }) => {
		const message = String(data);
		if (message === 'n8n|heartbeat') socket.send('n8n|heartbeat-ack');
		else if (!message.startsWith('n8n|')) said.push(message);
	});
	return { said, id: executionId };
}

/** Clicks a button of the e-mail. @returns the e-mail's text */
async function decide(button: 'Allow' | 'Decline'): Promise<string> {
	const { html } = await until(() => smtp.mails[0], { what: 'the question' });
	const [, link] = new RegExp(`href="([^"]+)"[^>]*>${button}<`).exec(html!)!;
	// n8n takes no decision from what looks like a bot.
	const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
	const url = link.replaceAll('&amp;', '&');
	// The e-mail leaves a moment before n8n waits for its answer.
	await until(async () => (await fetch(url, { headers })).ok, { what: 'n8n to take the decision' });
	return html!;
}

/** What the chat gets to see at last. */
async function answerIn({ said, id }: { said: string[]; id: string }): Promise<string> {
	const answer = await until(() => said[0], { what: 'the answer of the agent' });
	succeeded(await e2e.finished(id));
	return answer;
}

test('ai-agent-with-approval: nothing is deleted unless a person allows it', async () => {
	const { store } = e2e.emulator;
	const run = e2e.emulator.addRun();
	const declined = await tell('Delete_Run', { Run: run.id });
	expect(await decide('Decline')).toContain(
		`The agent wants to run Delete_Run with {"Run":"${run.id}"}.`,
	);
	expect(await answerIn(declined)).toContain('User rejected the tool call to Delete Run');
	expect(store.runs.get(run.id)).toBeDefined();
	expect(e2e.emulator.requests).toEqual([]);

	smtp.mails.length = 0;
	const allowed = await tell('Delete_Run', { Run: run.id });
	await decide('Allow');
	expect(await answerIn(allowed)).toContain('deleted');
	expect(store.runs.get(run.id)).toBeUndefined();
});

test('ai-agent-with-approval: no run is paid for unless a person allows it', async () => {
	const { store, url, token, context } = e2e.emulator;
	const headers = { authorization: `Bearer ${token}`, 'ib-context': context };
	const created = await fetch(`${url}/v2/batches`, {
		method: 'POST',
		headers: { ...headers, 'content-type': 'application/json' },
		body: JSON.stringify({ name: 'May', workspace: 'Operations' }),
	});
	const { id } = (await created.json()) as { id: number };
	const file = `${url}/v2/batches/${id}/files/invoice.txt`;
	await fetch(file, { method: 'PUT', headers, body: 'INVOICE\nTotal Due: 12.50\n' });

	const told = await tell('Process_Batch', { Batch: String(id) });
	await until(() => smtp.mails[0], { what: 'the question' });
	expect([...store.runs.values()]).toEqual([]);
	await decide('Allow');
	expect(await answerIn(told)).toContain('12.50');
	expect([...store.runs.values()]).toMatchObject([{ batchId: id }]);
});

test('ai-agent-with-approval: what costs nothing is done without asking', async () => {
	const { id } = e2e.emulator.addRun();
	const told = await tell('Find_Runs', { Started_After: '2020-01-01T00:00:00Z' });
	expect(await answerIn(told)).toContain(id);
	expect(smtp.mails).toEqual([]);
	const gated = model.requests[0].tools!.filter(isGated).map((tool) => tool.function.name);
	expect(gated.sort()).toEqual(['Delete_Batch', 'Delete_Run', 'Process_Batch']);
});
