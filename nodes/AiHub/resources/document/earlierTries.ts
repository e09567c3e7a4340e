import type { IContextObject } from 'n8n-workflow';

import { AiHubError, attempt } from '../../../shared/api/wire/errors';
import { endedBadly } from '../../../shared/api/work/runStatus';
import { getRunStatus } from '../../../shared/api/resources/runs';
import { filtersOf } from '../../../shared/api/work/startRun';
import type { NodeContext } from '../../defineResource';
import { asked, type StartedRun } from './run';
import { runStartFor } from './settings';
import type { Group } from './sources';

const CONTEXT_KEY = 'aiHubStarted';

/**
 * The runs that this node started in this execution. n8n keeps them with the execution when the node
 * ends with an error, and has them again when Retry On Fail or a person runs the node once more: it
 * then goes on with these runs instead of starting, and paying, others.
 */
export class EarlierTries {
	private readonly context: IContextObject;
	/** A node in a loop runs several times in one execution, with runs of its own each time. */
	private readonly loop: number;

	constructor({ n8n }: NodeContext) {
		this.context = n8n.getContext('node');
		this.loop = Number(n8n.getWorkflowDataProxy(0).$runIndex ?? 0);
	}

	/** The run of that group, unless it has ended badly or was deleted: then another is wanted. */
	async find(group: Group): Promise<StartedRun | undefined> {
		const runId = this.runIds[keyOf(group, this.loop)];
		if (!runId) return undefined;
		const look = await attempt(async () => await getRunStatus(group.item.api, runId));
		if (!look.ok && !(look.error instanceof AiHubError && look.error.kind === 'notFound')) {
			throw look.error;
		}
		if (!look.ok || endedBadly(look.value)) return undefined;
		return {
			run: look.value,
			...asked(group),
			reused: true,
			notice: `Run ${runId} was started by an earlier try of this node and was used again. None was started.`,
		};
	}

	keep(group: Group, { run }: StartedRun): void {
		this.runIds[keyOf(group, this.loop)] = run.id;
	}

	/** The node has ended well: what it does next is no further try. */
	forget(): void {
		delete this.context[CONTEXT_KEY];
	}

	private get runIds(): Record<string, string> {
		return (this.context[CONTEXT_KEY] ??= {}) as Record<string, string>;
	}
}

/** A workflow may be edited before it is run again: only the same files to the same app count. */
function keyOf({ item, itemIndexes, files, settings }: Group, loop: number): string {
	const target = filtersOf(runStartFor(item, { input_dir: '' }));
	const input = settings.existingInput ?? files.map(({ name, itemIndex }) => [name, itemIndex]);
	return JSON.stringify([loop, target, itemIndexes, input]);
}
