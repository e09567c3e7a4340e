import type { IDataObject } from 'n8n-workflow';

import type { RunStart } from '../../../shared/api/work/runTarget';
import { startRun } from '../../../shared/api/work/startRun';
import type { ItemContext } from '../../defineResource';
import { runOutput } from '../../simplified';

/** Starts a run over input that was there before, such as a batch that ran already. */
export async function startMarked(item: ItemContext, start: RunStart): Promise<IDataObject> {
	const { run, adopted } = await startRun(item.api, start, { tag: runMarker(item) });
	if (adopted) {
		item.n8n.addExecutionHints({
			message: `The answer to the start of run ${run.id} was lost. The run was found and taken over; none was started twice.`,
			location: 'outputPane',
		});
	}
	return runOutput(item, run);
}

/** A tag that no other run has, which tells this run from others when the answer is lost. */
export function runMarker(item: ItemContext): string {
	const execution = item.n8n.getExecutionId() ?? 'manual';
	const random = Math.random().toString(36).slice(2, 10);
	return `n8n-${execution}-${item.itemIndex}-${random}`;
}
