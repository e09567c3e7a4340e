import type { IDataObject } from 'n8n-workflow';

import { type RunStart, startRun } from '../../../shared/api/startRun';
import type { ItemContext } from '../../defineResource';
import { runJson } from './runJson';

/**
 * Starts a run over input that was there before, such as a batch that ran already. The marker, a
 * tag made of execution, node and item, tells it from other runs when the answer is lost.
 */
export async function startMarked(item: ItemContext, start: RunStart): Promise<IDataObject> {
	const execution = item.n8n.getExecutionId() ?? 'manual';
	const marker = `n8n-${execution}-${item.itemIndex}-${Math.random().toString(36).slice(2, 10)}`;
	const { run, adopted } = await startRun(item.api, start, { marker });
	if (adopted) {
		item.n8n.addExecutionHints({
			message: `The answer to the start of run ${run.id} was lost. The run was found and taken over; none was started twice.`,
			location: 'outputPane',
		});
	}
	return runJson(run, item.api.apiRoot);
}
