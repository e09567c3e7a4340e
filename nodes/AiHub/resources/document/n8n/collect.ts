import { attempt } from '../../../../shared/api/wire/errors';
import type { ItemContext, NodeContext } from '../../../defineResource';
import { param } from '../../../parameters';
import { type BroughtBack, pendingOf, refusedPending } from '../stages/pending';
import { type Asked, plan } from '../stages/plan';
import type { Plan, Refused } from '../stages/types';
import type { Memory } from './memory';
import { startSettings, wanted } from './settings';
import { filesOf } from './files';

/** Reads and checks all items, before anything is created. */
export async function collect(context: NodeContext, memory: Memory): Promise<Plan> {
	const refused: Refused[] = [];
	const asked: Asked[] = [];
	const pending: BroughtBack[] = [];
	for (const [itemIndex, { json }] of context.n8n.getInputData().entries()) {
		const back = pendingOf(json, itemIndex);
		if (back && memory.hasStarted(back.run.id)) {
			pending.push(back);
			continue;
		}
		if (back) {
			refused.push({ itemIndexes: [itemIndex], error: refusedPending(back) });
			continue;
		}
		const item = { ...context, itemIndex };
		const outcome = await attempt(async () => await askedBy(item));
		if (outcome.ok) asked.push(outcome.value);
		else refused.push({ itemIndexes: [itemIndex], error: outcome.error });
	}
	const planned = plan(asked, pending);
	return { ...planned, refused: [...refused, ...planned.refused] };
}

async function askedBy(item: ItemContext): Promise<Asked> {
	const start = startSettings(item);
	return {
		itemIndex: item.itemIndex,
		start,
		wanted: wanted(item),
		...(start.existingInput ? { sent: [], leftOut: [] } : await filesOf(item)),
		alone: !start.existingInput && param<string>(item, 'options.runMode') === 'perItem',
	};
}
