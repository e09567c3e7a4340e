/** A node of the benchmarks' own: the least that could be done in n8n in place of the AI Hub node. */
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import type * as Undici from 'undici';

const PART_BYTES = 10 * 1024 * 1024;

interface Settings {
	work: 'parts' | 'partsByHelper' | 'put' | 'parse' | 'parseByHelper';
	/** API root of the sink. */
	url: string;
	/** Where undici is. */
	undici: string;
	/** What is read, for the parts. */
	file?: string;
	/** Query of the results, for parsing. */
	query?: string;
	/** Run whose results are read, for parsing. */
	runId?: string;
	/** How many are sent at once, for `put`. */
	atOnce?: number;
}

export class Raw implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Raw',
		name: 'raw',
		group: ['transform'],
		version: 1,
		description: 'What the AI Hub node is compared with',
		defaults: { name: 'Raw' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'aiHubApi' }],
		properties: [{ displayName: 'Settings', name: 'settings', type: 'json', default: '{}' }],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const settings = JSON.parse(this.getNodeParameter('settings', 0) as string) as Settings;
		const undici = createRequire(settings.undici)('undici') as typeof Undici;
		const works: Record<Settings['work'], () => Promise<number>> = {
			parts: async () => await putParts(undici, settings),
			partsByHelper: async () => await putPartsByHelper(this, settings),
			parse: async () => await parsePages(undici, settings),
			parseByHelper: async () => await parsePagesByHelper(this, settings),
			put: async () => await putItems(this, settings),
		};
		return [[{ json: { done: await works[settings.work]() } }]];
	}
}

/** A file from the disk in parts, one after the other, through one buffer. */
async function eachPart(file: string, send: (part: Buffer) => Promise<void>): Promise<number> {
	const handle = await open(file);
	const buffer = Buffer.allocUnsafeSlow(PART_BYTES);
	let sent = 0;
	for (;;) {
		const { bytesRead } = await handle.read(buffer, 0, PART_BYTES, sent);
		if (bytesRead === 0) break;
		await send(buffer.subarray(0, bytesRead));
		sent += bytesRead;
	}
	await handle.close();
	return sent;
}

async function putParts({ Agent, request }: typeof Undici, { url, file }: Settings) {
	const dispatcher = new Agent({ connections: 1 });
	const sent = await eachPart(file!, async (body) => {
		const answer = await request(`${url}/v2/files/part`, { dispatcher, method: 'PUT', body });
		await answer.body.dump();
	});
	await dispatcher.close();
	return sent;
}

/** The same by n8n's own helper, which a node has to use. */
async function putPartsByHelper(context: IExecuteFunctions, { url, file }: Settings) {
	return await eachPart(file!, async (body) => {
		const options = { url: `${url}/v2/files/part`, method: 'PUT' as const, body };
		await context.helpers.httpRequestWithAuthentication.call(context, 'aiHubApi', options);
	});
}

/** All pages of results, fetched and parsed. */
async function eachPage(
	{ url, runId, query }: Settings,
	fetched: (address: string) => Promise<string>,
): Promise<number> {
	const files: unknown[] = [];
	for (let hasMore = true; hasMore; ) {
		const address = `${url}/v2/apps/runs/${runId}/results?${query}&file_offset=${files.length}`;
		const page = JSON.parse(await fetched(address)) as { files: unknown[]; has_more: boolean };
		files.push(...page.files);
		hasMore = page.has_more;
	}
	return files.length;
}

async function parsePages({ Agent, request }: typeof Undici, settings: Settings) {
	const dispatcher = new Agent({ connections: 1 });
	const files = await eachPage(settings, async (address) => {
		const { body } = await request(address, { dispatcher });
		return await body.text();
	});
	await dispatcher.close();
	return files;
}

/** The same by n8n's own helper, which a node has to use. */
async function parsePagesByHelper(context: IExecuteFunctions, settings: Settings) {
	return await eachPage(settings, async (url) => {
		const options = { url, encoding: 'text' as const };
		const helper = context.helpers.httpRequestWithAuthentication;
		return (await helper.call(context, 'aiHubApi', options)) as string;
	});
}

/** The file of each item, by n8n's own helper. */
async function putItems(context: IExecuteFunctions, { url, atOnce = 3 }: Settings) {
	const items = context.getInputData();
	let next = 0;
	const worker = async () => {
		while (next < items.length) {
			const index = next++;
			const body = await context.helpers.getBinaryDataBuffer(index, 'data');
			const address = `${url}/v2/files/${index}.bin`;
			const options = { url: address, method: 'PUT' as const, body };
			// As every node with a credential: n8n reads it from its database for each request.
			await context.helpers.httpRequestWithAuthentication.call(context, 'aiHubApi', options);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
	return items.length;
}
