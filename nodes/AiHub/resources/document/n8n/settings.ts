import { LONGEST_TAGS, type RunDeploymentBody } from '../../../../shared/api/resources/runs';
import { invalidInput } from '../../../../shared/api/wire/errors';
import type { OnReview } from '../../../../shared/api/work/runStatus';
import type { RunTarget } from '../../../../shared/api/work/runTarget';
import { routingRules } from '../../../../shared/n8n/rules';
import type { ItemContext } from '../../../defineResource';
import { includesParam, rowSettings } from '../../../fields/results';
import { entriesParam, runSettings } from '../../../fields/runSettings';
import {
	appParam,
	batchIdParam,
	deploymentIdParam,
	param,
	rawParam,
	textParam,
} from '../../../parameters';
import { OWN_TAG_LENGTH } from '../stages/content';
import type { CleanUp, ExistingInput, StartSettings, Wanted } from '../stages/types';

export type Documents = 'items' | 'batch' | 'folder';

/** A wait of ten years is a slip; a date beyond what dates can hold would be refused by n8n, too late. */
const LONGEST_WAIT_MINUTES = 10 * 366 * 24 * 60;

/**
 * All that an item says of the run to start.
 * @throws AiHubError of kind `invalidInput` for what AI Hub would refuse after the upload
 */
export function startSettings(item: ItemContext): StartSettings {
	const documents = param<Documents>(item, 'documents');
	const reuse = documents === 'items' && param<string>(item, 'options.ifRunExists') === 'reuse';
	const headers = entriesParam(item, 'callbackHeaders');
	return {
		existingInput: existingInput(item, documents),
		target: targetParam(item),
		body: bodyParam(item),
		batchName: textParam(item, 'options.batchName'),
		workspace: textParam(item, 'options.workspace'),
		filesInParallel: param<number>(item, 'options.filesInParallel'),
		...(reuse && { reuseDays: param<number>(item, 'options.reuseDays') }),
		...(Object.keys(headers).length > 0 && { callbackHeaders: headers }),
	};
}

/**
 * All that an item says of the results it wants.
 * @throws AiHubError of kind `invalidInput`
 */
export function wanted(item: ItemContext): Wanted {
	return {
		limitMs: limitParam(item),
		onReview: param<OnReview>(item, 'options.onReview'),
		shape: param<Wanted['shape']>(item, 'shape'),
		rows: rowSettings(item),
		includes: includesParam(item),
		rules: param<boolean>(item, 'routeOutput')
			? routingRules((name, unset) => rawParam(item, name, unset))
			: undefined,
		carryJson: param<boolean>(item, 'options.includeInputFields'),
		carryBinary: param<boolean>(item, 'options.includeInputFile'),
		reviewPage: param<boolean>(item, 'options.includeReviewPage'),
		cleanUp: param<CleanUp>(item, 'options.cleanUp'),
		keepInput: param<Documents>(item, 'documents') === 'folder',
	};
}

function targetParam(item: ItemContext): RunTarget {
	if (param<string>(item, 'runWith') !== 'app') return { deploymentId: deploymentIdParam(item) };
	return { app: { ...appParam(item), owner: textParam(item, 'options.owner') } };
}

function bodyParam(item: ItemContext): RunDeploymentBody {
	const settings = runSettings(item);
	const used = (settings?.tags ?? []).join('').length;
	const room = LONGEST_TAGS - OWN_TAG_LENGTH;
	if (used > room) {
		throw invalidInput(
			`The tags have ${used} characters together; there is room for ${room}`,
			`AI Hub takes ${LONGEST_TAGS} characters, and this node puts a tag of ${OWN_TAG_LENGTH} on each run, by which it finds the run again. Use fewer or shorter tags.`,
		);
	}
	return {
		version: textParam(item, 'options.version'),
		output_workspace: textParam(item, 'options.outputWorkspace'),
		output_dir: textParam(item, 'options.outputDir'),
		settings,
	};
}

function existingInput(item: ItemContext, documents: Documents): ExistingInput | undefined {
	if (documents === 'batch') return { batch_id: batchIdParam(item) };
	if (documents === 'items') return undefined;
	const input_dir = textParam(item, 'inputDir');
	if (input_dir !== undefined) return { input_dir };
	throw invalidInput('No folder is given', 'Enter the path of the folder on the drive.');
}

function limitParam(item: ItemContext): number {
	const minutes = param<number>(item, 'options.waitLimit');
	if (minutes <= LONGEST_WAIT_MINUTES) return minutes * 60_000;
	throw invalidInput(
		`${minutes} in Wait Limit is more than ${LONGEST_WAIT_MINUTES} minutes`,
		'Give the longest wait in minutes, such as 30.',
	);
}
