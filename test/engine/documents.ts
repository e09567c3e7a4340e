import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { EmulatorOptions, RunStatus } from '../emulator';
import { type BinaryMode, prepareBinary, type NodeResult, type NodeRun } from '../support/engine';
import { until } from '../support/until';
import { byId, World } from './world';

export interface TestFile {
	name: string;
	bytes: Buffer;
	/** MIME type; default `application/octet-stream`. */
	type?: string;
	/** Field of the item; default `file_` and its number. */
	field?: string;
}

/** What the emulator reads as an invoice; `rest` are more lines. */
export function invoice(number: string, rest = ''): Buffer {
	return Buffer.from(`INVOICE\nInvoice Number: ${number}\nTotal Due: 12.50\n${rest}`);
}

/** An item with its files in `file_0`, `file_1` … */
export async function item(json: object, ...files: TestFile[]): Promise<INodeExecutionData> {
	return await itemIn('default', json, ...files);
}

/** The same, with the files stored in a mode of n8n's binary data. */
export async function itemIn(
	mode: BinaryMode,
	json: object,
	...files: TestFile[]
): Promise<INodeExecutionData> {
	const binary: INodeExecutionData['binary'] = {};
	for (const [index, file] of files.entries()) {
		const { name, bytes, type = 'application/octet-stream', field = `file_${index}` } = file;
		binary[field] = await prepareBinary(bytes, name, type, mode);
	}
	return { json: json as INodeExecutionData['json'], ...(files.length > 0 && { binary }) };
}

/** One item for each name, with a file of that name; its invoice number is the item's index. */
export async function itemsWith(...names: string[]): Promise<INodeExecutionData[]> {
	return await Promise.all(
		names.map(async (name, index) => await item({ index }, { name, bytes: invoice(`${index}`) })),
	);
}

export const numberOf = ({ json }: INodeExecutionData): string =>
	(json.fields as { Invoice_Number: string }).Invoice_Number;

/** The input items that an output item says it comes from. */
export function sourcesOf({ pairedItem }: INodeExecutionData): number[] {
	return [pairedItem ?? []].flat().map((pair) => (typeof pair === 'number' ? pair : pair.item));
}

export const allReasons = (items: INodeExecutionData[]) =>
	items.map(({ json }) => json.reasons as string[]);

const AMONG_OPTIONS = ['runMode', 'waitBy', 'waitLimit', 'onReview'];

/** Parameters of Document → Process, with those among the options that the form has there. */
export function asInForm(parameters: INodeParameters): INodeParameters {
	const entries = Object.entries(parameters);
	const isOption = ([name]: [string, unknown]) => AMONG_OPTIONS.includes(name);
	return Object.fromEntries([
		...entries.filter((entry) => !isOption(entry)),
		[
			'options',
			{ ...Object.fromEntries(entries.filter(isOption)), ...(parameters.options as object) },
		],
	]) as INodeParameters;
}

/** A world for Document → Process. */
export class DocumentWorld {
	private constructor(readonly world: World) {}

	static async start(options: EmulatorOptions = {}): Promise<DocumentWorld> {
		const small = { resultsPageSize: 3, partSize: 5 * 1024 * 1024 };
		return new DocumentWorld(await World.start({ ...small, ...options }));
	}

	get emulator() {
		return this.world.emulator;
	}

	/** As many runs as were started. */
	get runs() {
		return [...this.emulator.store.runs.values()];
	}

	/** What was asked of AI Hub, by operationId. */
	asked(operationId: string) {
		return this.emulator.requests.filter((request) => request.operationId === operationId);
	}

	/** ID of the deployment of an app. */
	deployment(app: string): string {
		return this.emulator.store.deployments.find(({ name }) => name === `${app} Deployment`)!.id;
	}

	/** Makes an app of its own with a deployment, whose runs end in that state. */
	addApp(name: string, outcome: RunStatus, durationMs = 0): string {
		const { apps, deployments } = this.emulator.store;
		const app = { ...apps[0], id: `app-1-${name}`, name, outcome, durationMs, slow: true };
		apps.push({ ...app, message: `${name} ended so` });
		const id = `deployment-1-${name}`;
		deployments.push({ ...deployments[0], id, name: `${name} Deployment`, appId: app.id });
		return id;
	}

	/** From now on results say nothing of files whose name matches. */
	loseResultsOf(name: RegExp): void {
		const { runs } = this.emulator.store;
		const add = runs.add.bind(runs);
		runs.add = (run) => {
			const { results } = run;
			run.results = async () => {
				const all = await results();
				return { ...all, files: all.files.filter((file) => !name.test(file.original_file_name)) };
			};
			return add(run);
		};
	}

	/** What stands among the options of the form may be given beside the other parameters. */
	async process(
		parameters: INodeParameters,
		items: INodeExecutionData[],
		options: Partial<NodeRun> = {},
	): Promise<NodeResult> {
		return await this.world.run(
			'document.process',
			{ deploymentId: byId(this.deployment('Invoices')), ...asInForm(parameters) },
			{ items, ...options },
		);
	}

	/** Resolves when AI Hub was asked that, so often. */
	async whenAsked(operationId: string, times = 1): Promise<void> {
		await until(() => this.asked(operationId).length >= times, {
			what: `${times} × ${operationId}`,
			everyMs: 5,
		});
	}
}
