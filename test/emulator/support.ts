import { request } from 'undici';
import { createEmulator, type Emulator, type EmulatorOptions } from './index';

/**
 * Parsed JSON of any shape. The emulator is called as a foreign server, so no type of ours may vouch
 * for what it answers; the assertions do.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

export interface RawAnswer {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	text: string;
	bytes: Buffer;
	/** The parsed body; a test that reads it expects JSON. */
	json: Json;
}

export interface RawOptions {
	json?: unknown;
	bytes?: Buffer;
	headers?: Record<string, string>;
}

/** An emulator and a way to call it without any client of ours. */
export class RawClient {
	private constructor(readonly emulator: Emulator) {}

	static async start(options: EmulatorOptions = {}): Promise<RawClient> {
		return new RawClient(await createEmulator(options));
	}

	async call(method: string, path: string, options: RawOptions = {}): Promise<RawAnswer> {
		const { emulator } = this;
		const { statusCode, headers, body } = await request(emulator.url + path, {
			method: method as 'GET',
			headers: {
				authorization: `Bearer ${emulator.token}`,
				'ib-context': emulator.context,
				...options.headers,
			},
			body:
				options.bytes ?? (options.json === undefined ? undefined : JSON.stringify(options.json)),
		});
		const bytes = Buffer.from(await body.arrayBuffer());
		const text = bytes.toString('utf8');
		const isJson = String(headers['content-type']).includes('json') && text !== '';
		return { status: statusCode, headers, text, bytes, json: isJson ? parse(text) : undefined };
	}

	/** A new batch with files. */
	async batch(files: Record<string, Buffer | string>): Promise<number> {
		const { json } = await this.call('POST', '/v2/batches', { json: { name: 'test' } });
		for (const [name, bytes] of Object.entries(files)) {
			const path = `/v2/batches/${json.id}/files/${encodeURIComponent(name)}`;
			await this.call('PUT', path, { bytes: Buffer.from(bytes) });
		}
		return json.id;
	}

	/** Starts an app by its name. */
	async run(app: string, batchId: number, settings: object = {}): Promise<string> {
		const json = { app_name: app, batch_id: batchId, settings };
		return (await this.call('POST', '/v2/apps/runs', { json })).json.id;
	}

	async status(runId: string): Promise<string> {
		return (await this.call('GET', `/v2/apps/runs/${runId}`)).json.status;
	}

	/** The results with all that can be included. */
	async results(runId: string): Promise<Json> {
		const flags = ['review_results', 'confidence_scores', 'validation_results', 'source_info'];
		const query = flags.map((flag) => `include_${flag}=true`).join('&');
		return (await this.call('GET', `/v2/apps/runs/${runId}/results?${query}`)).json;
	}
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Fields of a document by name. */
export function values(document: Json): Record<string, string> {
	return Object.fromEntries(
		document.fields.map((field: Json) => [field.field_name, field.value] as const),
	);
}
