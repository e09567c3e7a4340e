import { createHash } from 'node:crypto';

import type {
	IDataObject,
	IExecuteData,
	IExecuteFunctions,
	INodeExecutionData,
	IWebhookFunctions,
} from 'n8n-workflow';

import { processFields } from '../../../../../nodes/AiHub/resources/document/form/fields';
import { FOLDER, targetOf } from './plan';
import { contentOf, type History, type ItemPlan, type Settings } from './world';

/* n8n's contexts, as far as Document → Process uses them, without n8n. */

/** An expression. */
type Expression = (json: IDataObject) => unknown;

const digests = new Map<string, ArrayBuffer>();

/**
 * Everything is then done before the event loop turns, and takes a tenth of the time. The same few
 * contents come again and again.
 */
crypto.subtle.digest = async (_: unknown, data: unknown) => {
	const text = Buffer.from(data as Uint8Array).toString('latin1');
	let digest = digests.get(text);
	if (!digest) {
		digest = new Uint8Array(createHash('sha256').update(text, 'latin1').digest()).buffer;
		digests.set(text, digest);
	}
	return digest.slice(0);
};

export function inputItems(items: ItemPlan[], turn: number, settings: Settings) {
	return items.map(({ files, least, batch, limit, ...item }, itemIndex): INodeExecutionData => {
		const target = targetOf(settings, { files, least, batch, limit, ...item });
		const binary = Object.fromEntries(
			files.map((file, index) => {
				const content = contentOf(turn, itemIndex, index, file);
				const id = `${turn} ${itemIndex} ${index} ${content}`;
				const { name: fileName } = file;
				const bytes = Buffer.byteLength(content);
				return [
					`file_${index}`,
					{ data: 'filesystem', id, fileName, bytes, mimeType: 'text/plain' },
				];
			}),
		);
		const json = { number: itemIndex, least, target, batch, limit };
		return { json, ...(files.length > 0 && { binary }) };
	});
}

const by =
	(name: string): Expression =>
	(json) =>
		json[name];

export function parametersOf({ settings }: History): IDataObject {
	const defaults = Object.fromEntries(processFields.map((field) => [field.name, field.default]));
	const target = settings.targetByItem
		? by('target')
		: targetOf(settings, { target: 0 } as ItemPlan);
	const chosen = {
		runWith: settings.app ? 'app' : 'deployment',
		appId: { __rl: true, mode: 'id', value: target },
		deploymentId: { __rl: true, mode: 'id', value: target },
		documents: settings.documents,
		batchId: { __rl: true, mode: 'id', value: by('batch') },
		inputDir: FOLDER,
		shape: settings.flat ? 'flat' : 'documents',
		routeOutput: settings.routed,
		rules: {
			minModelConfidence: settings.least === 'item' ? by('least') : settings.least,
			validationMustPass: settings.mustBeValid,
			reviewMustBeCompleted: settings.mustBeReviewed,
			fieldRules: settings.fieldRule
				? { entries: [{ field: 'total', minConfidence: 0, mayBeAbsent: false }] }
				: {},
		},
		conversions: settings.converts ? { entries: [{ field: 'total', to: 'amount' }] } : {},
		options: {
			runMode: settings.perItem ? 'perItem' : 'all',
			waitBy: settings.callback ? 'callback' : 'polling',
			waitLimit: settings.limit === 'item' ? by('limit') : settings.limit,
			onReview: settings.onReview,
			itemsInParallel: settings.itemsInParallel,
			cleanUp: settings.cleanUp,
			ifRunExists: settings.reuse ? 'reuse' : 'startNew',
			includeInputFields: settings.carry,
			includeInputFile: settings.carry,
			...(settings.tagLength > 0 && { tags: ['t'.repeat(settings.tagLength)] }),
		},
	};
	return { ...defaults, ...chosen } as unknown as IDataObject;
}

/** Where n8n goes on with an execution. */
export interface Place {
	node: { disabled?: boolean };
	data: { main: INodeExecutionData[][] };
	source: IExecuteData['source'];
	metadata?: IDataObject;
}

export interface Situation {
	executionId: string;
	mode: 'trigger' | 'retry';
	turn: number;
	items: INodeExecutionData[];
	/** The node's context; changed by the node. */
	context: IDataObject;
	executeData: Place;
	waitTill?: Date;
	/** Shown above the output of the node. */
	hints: string[];
	signal: AbortSignal;
}

const NODE_NAME = 'AI Hub';

function nodeOf({ settings }: History) {
	const { onError, maxTries } = settings;
	return {
		id: 'node-1',
		name: NODE_NAME,
		type: 'aiHub',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		onError,
		...(maxTries > 0 && { retryOnFail: true, maxTries, waitBetweenTries: 1000 }),
	};
}

export function executeContext(history: History, situation: Situation): IExecuteFunctions {
	const parameters = parametersOf(history);
	const { items, executionId } = situation;
	return {
		getInputData: () => items,
		getNodeParameter: (name: string, itemIndex: number, fallback?: unknown) => {
			const parameter = at(parameters, name) ?? fallback;
			if (parameter === undefined) throw new Error(`Could not get parameter "${name}"`);
			// What an expression gives is taken as it is, be it nothing.
			const value = evaluated(parameter, items[itemIndex]?.json ?? {});
			return value;
		},
		getNode: () => nodeOf(history),
		getWorkflowSettings: () => ({}),
		getMode: () => situation.mode,
		getExecutionId: () => executionId,
		getWorkflow: () => ({ id: 'workflow-1', name: 'Simulated', active: true }),
		getContext: () => situation.context,
		continueOnFail: () => history.settings.onError !== 'stopWorkflow',
		getWorkflowDataProxy: () => ({
			$runIndex: situation.turn,
			$execution: { resumeUrl: `https://n8n.test/webhook-waiting/${executionId}` },
		}),
		getExecuteData: () => situation.executeData,
		setMetadata: (metadata: IDataObject) => (situation.executeData.metadata = metadata),
		putExecutionToWait: async (waitTill: Date) => void (situation.waitTill = waitTill),
		getExecutionCancelSignal: () => situation.signal,
		addExecutionHints: (...hints: Array<{ message: string }>) =>
			void situation.hints.push(...hints.map(({ message }) => message)),
		helpers: {
			assertBinaryData: (itemIndex: number, property: string) => items[itemIndex].binary![property],
			getBinaryStream: async (id: string) => pieces(id.split(' ').slice(3).join(' ')),
		},
	} as unknown as IExecuteFunctions;
}

async function* pieces(content: string): AsyncGenerator<Buffer> {
	yield Buffer.from(content.slice(0, 3));
	yield Buffer.from(content.slice(3));
}

export interface Response {
	status?: number;
}

export function webhookContext(
	history: History,
	executionId: string,
	{ context, place }: { context: IDataObject; place: Place },
	response: Response,
): IWebhookFunctions {
	const answer = {
		status: (code: number) => {
			response.status = code;
			return answer;
		},
		json: () => answer,
	};
	return {
		runExecutionData: { executionData: { nodeExecutionStack: [place] } },
		getNode: () => nodeOf(history),
		getExecutionId: () => executionId,
		getResponseObject: () => answer,
		evaluateExpression: (expression: string) => {
			const [, key] = /context\["(\w+)"\]/.exec(expression)!;
			return context[key];
		},
	} as unknown as IWebhookFunctions;
}

function at(parameters: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>((value, key) => (value as IDataObject | undefined)?.[key], parameters);
}

function evaluated(value: unknown, json: IDataObject): unknown {
	if (typeof value === 'function') return (value as Expression)(json);
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, evaluated(one, json)]));
}
