import type { IDataObject } from 'n8n-workflow';

import type { Run } from '../../../shared/api/resources/runs';
import { assertCompleted, needsReview } from '../../../shared/api/work/runStatus';
import type { ItemContext, Operation } from '../../defineResource';
import { runField } from '../../../shared/n8n/fields/ids';
import { plainOptionsField } from '../../fields/options';
import { simplifyField } from '../../../shared/n8n/fields/simplify';
import { waitFields, waitOptions } from '../../fields/wait';
import { param, runIdParam } from '../../parameters';
import { runOutput } from '../../simplified';

export const waitForCompletion: Operation = {
	value: 'waitForCompletion',
	name: 'Wait for Completion',
	action: 'Wait for completion of run',
	description: 'Wait until a run has ended or needs a review',
	operationIds: ['getRunStatus', 'listRuns'],
	waits: true,
	fields: [
		runField,
		...waitFields,
		simplifyField,
		plainOptionsField([
			{
				displayName: 'When Run Fails',
				name: 'onFailure',
				type: 'options',
				options: [
					{
						name: 'Return the Run',
						value: 'return',
						description: 'Go on; the status is FAILED or CANCELLED',
					},
					{ name: 'Throw an Error', value: 'fail', description: 'Stop with the message of AI Hub' },
				],
				default: 'fail',
				description: 'What to do when the run fails or is cancelled',
			},
		]),
	],
	async execute(item) {
		const run = await item.watcher.wait(runIdParam(item), waitOptions(item));
		const mayFail = param<string>(item, 'options.onFailure') === 'return';
		if (!mayFail && !needsReview(run)) assertCompleted(run);
		return marked(item, runOutput(item, run), run);
	},
};

/** A run that stopped for a review looks like a finished one otherwise: same output, same keys. */
function marked(item: ItemContext, { id, ...json }: IDataObject, run: Run): IDataObject {
	if (!needsReview(run)) return { id, ...json };
	item.n8n.addExecutionHints({
		message: `Run ${run.id} waits for a person in AI Hub and is not finished: "needs_review" is true on its item.`,
		location: 'outputPane',
	});
	return { id, needs_review: true, ...json };
}
