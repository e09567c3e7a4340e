import type { Looking } from '../../../../../nodes/AiHub/resources/document/stages/earlier';
import type {
	Group,
	Start,
	Starts,
	StartSettings,
	Wanted,
} from '../../../../../nodes/AiHub/resources/document/stages/types';
import type { Run } from '../../../../../nodes/shared/api/resources/runs';
import type { ApiRequest } from '../../../../../nodes/shared/api/wire/send';
import { RunFinder } from '../../../../../nodes/shared/api/work/findRun';
import type { ItemFile } from '../../../../../nodes/shared/n8n/files/itemFile';
import {
	answerOf,
	type ListedRuns,
	NOW_MS,
	secondsAgo,
} from '../../../../shared/support/listedRuns';

/** What an error says where it cannot be told whether there is a run. */
export const LOOK =
	'Look at the runs in AI Hub. To process the documents again all the same, run the workflow anew instead of retrying this execution.';

/** The look for an earlier run of that group alone, begun now. */
export function lookingFor(group: Group, { api }: ListedRuns): Looking {
	return {
		api,
		finder: new RunFinder(api),
		tag: async () => ({ content: 'n8n-c-', work: 'n8n-c-w-' }),
		groups: [group],
		isOfOther: () => false,
		begunMs: NOW_MS,
	};
}

/** Files of these names with this content, each of an item of its own. */
export function filesOf(contents: Record<string, string>): ItemFile[] {
	return Object.entries(contents).map(([name, content], itemIndex) => ({
		name,
		givenName: name,
		itemIndex,
		position: 0,
		property: 'data',
		mimeType: 'application/pdf',
		binary: { data: name, mimeType: 'application/pdf' },
		size: content.length,
		open: async () =>
			(async function* () {
				yield Buffer.from(content);
			})(),
	}));
}

/** A group of these files for the app "app". */
export function groupOf(
	contents: Record<string, string>,
	start: Partial<StartSettings> = {},
	wanted: Partial<Wanted> = {},
): Group {
	const files = filesOf(contents);
	return {
		itemIndexes: files.map(({ itemIndex }) => itemIndex),
		files,
		start: { target: { app: { app_id: 'app' } }, body: {}, filesInParallel: 1, ...start },
		wanted: wanted as Wanted,
	};
}

/** What is known of earlier starts; a test says so, and sees what is kept. */
export class KnownStarts implements Starts {
	mayHaveForgotten = false;
	readonly known = new Map<Group, Start>();
	/** All that was kept or forgotten, in order. */
	readonly told: Array<Start | 'forgotten'> = [];
	/** Runs that are known to belong to another group than this. */
	readonly owners = new Map<string, Group>();

	find(group: Group): Start | undefined {
		return this.known.get(group);
	}

	keep(group: Group, start: Start): void {
		this.known.set(group, start);
		this.told.push(start);
	}

	forget(group: Group): void {
		this.known.delete(group);
		this.told.push('forgotten');
	}

	isOfOther(runId: string, group: Group): boolean {
		const owner = this.owners.get(runId);
		return owner !== undefined && owner !== group;
	}

	workOf(group: Group): unknown {
		return group.itemIndexes;
	}
}

/** Lets AI Hub make batches 1, 2, 3…, take files and start runs "run 1", "run 2", "run 3"… */
export function takeWork(hub: ListedRuns): void {
	const batches: Array<Array<{ name: string; metadata: { size: number } }>> = [];
	let runs = 0;
	const batchIn = (path: string) => batches[Number(path.split('/')[3]) - 1];
	hub.on.createBatch = () => answerOf({ id: batches.push([]) });
	hub.on.addFileToBatch = ({ path, body }) => {
		const size = body && 'bytes' in body ? body.bytes.length : 0;
		batchIn(path).push({ name: decodeURIComponent(path.split('/')[5]), metadata: { size } });
		return answerOf({});
	};
	hub.on.listFiles = ({ path }) => answerOf({ nodes: batchIn(path) });
	hub.on.runApp = (request) => {
		const { settings, ...body } = jsonOf(request);
		const { tags } = settings as { tags: string[] };
		const run = { id: `run ${++runs}`, status: 'RUNNING', tags, ...body };
		hub.runs.push({ ...run, start_timestamp: hub.nowMs * 1e6 });
		return answerOf(run);
	};
}

/** Adds a run of the app "app"; each one is newer than those before. */
export function addRun({ runs }: ListedRuns, id: string, more: Partial<Run> = {}): void {
	const age = secondsAgo(1_000 - runs.length);
	runs.push({ id, app_id: 'app', status: 'RUNNING', tags: [], ...age, ...more });
}

/** The JSON that a request sends. */
export function jsonOf({ body }: ApiRequest): Record<string, unknown> {
	return body && 'json' in body ? (body.json as Record<string, unknown>) : {};
}
