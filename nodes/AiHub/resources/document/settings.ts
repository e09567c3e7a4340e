import type { ResultIncludes } from '../../../shared/api/resources/results';
import type { RunAppBody, RunSettings } from '../../../shared/api/resources/runs';
import type { RunStart } from '../../../shared/api/work/startRun';
import type { OnReview } from '../../../shared/api/work/runStatus';
import type { RoutingRules } from '../../../shared/documents/routing';
import type { ResultShape } from '../../../shared/documents/shapes';
import type { ItemContext } from '../../defineResource';
import { includesParam } from '../../fields/results';
import { runSettings } from '../../fields/runSettings';
import { appParam, batchIdParam, deploymentIdParam, param, textParam } from '../../parameters';
import { invalidInput } from '../../../shared/api/wire/errors';
import { routingRules } from './rules';

export type CleanUp = 'nothing' | 'run' | 'runAndBatch';
export type Documents = 'items' | 'batch' | 'folder';

/** Input that AI Hub has already. */
export type ExistingInput = { batch_id: number } | { input_dir: string };

/** What the person chose in the node, as one item sees it. */
export interface ProcessSettings {
	documents: Documents;
	existingInput?: ExistingInput;
	batchName?: string;
	workspace?: string;
	limitMs: number;
	onReview: OnReview;
	waitByCallback: boolean;
	shape: Extract<ResultShape, 'documents' | 'flat'>;
	/** What the output shows. */
	includes: ResultIncludes;
	/** Undefined when the documents are not routed. */
	rules?: RoutingRules;
	reuse: boolean;
	reuseDays: number;
	carryJson: boolean;
	carryBinary: boolean;
	cleanUp: CleanUp;
	filesInParallel: number;
}

export function processSettings(item: ItemContext): ProcessSettings {
	const routed = param<boolean>(item, 'routeOutput', false);
	return {
		documents: param<Documents>(item, 'documents', 'items'),
		existingInput: existingInput(item),
		batchName: textParam(item, 'options.batchName'),
		workspace: textParam(item, 'options.workspace'),
		limitMs: param<number>(item, 'waitLimit', 30) * 60_000,
		onReview: param<OnReview>(item, 'onReview', 'return'),
		waitByCallback: param<string>(item, 'waitBy', 'polling') === 'callback',
		shape: param<ProcessSettings['shape']>(item, 'shape', 'documents'),
		includes: includesParam(item),
		rules: routed ? routingRules(item) : undefined,
		reuse: param<string>(item, 'options.ifRunExists', 'startNew') === 'reuse',
		reuseDays: param<number>(item, 'options.reuseDays', 30),
		carryJson: param<boolean>(item, 'options.includeInputFields', false),
		carryBinary: param<boolean>(item, 'options.includeInputFile', false),
		cleanUp: param<CleanUp>(item, 'options.cleanUp', 'nothing'),
		filesInParallel: param<number>(item, 'options.filesInParallel', 3),
	};
}

/** The flags to ask AI Hub for: what the output shows, and what the rules need. */
export function neededIncludes({ includes, rules }: ProcessSettings): ResultIncludes {
	if (!rules) return includes;
	return {
		...includes,
		include_confidence_scores: true,
		...(rules.validationMustPass && { include_validation_results: true }),
		...(rules.reviewMustBeCompleted && { include_review_results: true }),
	};
}

/** The run to start over the given input, with what this node puts on it besides. */
export function runStartFor(
	item: ItemContext,
	input: ExistingInput,
	own: { tag?: string; callbackUrl?: string } = {},
): RunStart {
	const body: RunAppBody = {
		...input,
		version: textParam(item, 'options.version'),
		output_workspace: textParam(item, 'options.outputWorkspace'),
		output_dir: textParam(item, 'options.outputDir'),
		settings: settingsWith(runSettings(item), own),
	};
	if (param<string>(item, 'runWith', 'deployment') === 'app') {
		return { app: { ...appParam(item), owner: textParam(item, 'options.owner'), ...body } };
	}
	return { deploymentId: deploymentIdParam(item), deployment: body };
}

function settingsWith(
	settings: RunSettings | undefined,
	{ tag, callbackUrl }: { tag?: string; callbackUrl?: string },
): RunSettings | undefined {
	if (tag === undefined && callbackUrl === undefined) return settings;
	return {
		...settings,
		...(tag !== undefined && { tags: [...(settings?.tags ?? []), tag] }),
		...(callbackUrl !== undefined && { webhook_config: { url: callbackUrl } }),
	};
}

function existingInput(item: ItemContext): ExistingInput | undefined {
	const documents = param<Documents>(item, 'documents', 'items');
	if (documents === 'batch') return { batch_id: batchIdParam(item) };
	if (documents === 'items') return undefined;
	const input_dir = textParam(item, 'inputDir');
	if (input_dir !== undefined) return { input_dir };
	throw invalidInput('No folder is given', 'Enter the path of the folder on the drive.');
}
