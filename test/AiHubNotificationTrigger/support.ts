import { Desk } from '../../nodes/AiHubNotificationTrigger/desk';
import { readKnown, writeKnown } from '../../nodes/AiHubNotificationTrigger/known';
import { report, type ReportSettings } from '../../nodes/AiHubNotificationTrigger/report';
import { attempt } from '../../nodes/shared/api/wire/errors';
import type { Run } from '../../nodes/shared/api/resources/runs';
import type { ApiResponse } from '../../nodes/shared/api/wire/send';
import { answerOf, failing, ListedRuns } from '../shared/support/listedRuns';
import { parametersOf } from '../shared/support/triggerParameters';

/** Answers that say nothing of the run that was asked for. */
export const ODD: Array<[string, ApiResponse]> = [
	['400', failing(400)],
	['410', failing(410)],
	['422', failing(422)],
	['403', failing(403)],
	['503', failing(503)],
	['an error under a success', answerOf({ status: 'ERROR', msg: 'Internal error' })],
	['a page with 404', page(404)],
	['a page with 400', page(400)],
];

function page(status: number): ApiResponse {
	return { status, headers: {}, body: '<html><h1>Bad id</h1></html>' };
}

/** A trigger and an AI Hub in memory, whose clock the test moves on. */
export class TriggerInMemory {
	readonly hub = new ListedRuns();
	readonly reported: string[] = [];
	/** What is answered for a run instead, always. */
	readonly instead = new Map<string, ApiResponse>();
	desk = new Desk();
	saved: Record<string, unknown> = {};
	itemsOf: ReportSettings['itemsOf'] = async ({ run, event }) => [
		{ run: { told: `${run.id} ${event}` } },
	];

	constructor(runs: Record<string, string>) {
		for (const [id, status] of Object.entries(runs)) this.hub.runs.push({ id, status });
		this.hub.on.getRunStatus = ({ path }) => {
			const id = path.split('/').at(-1)!;
			const run = this.hub.runs.find((one) => one.id === id);
			return this.instead.get(id) ?? (run ? answerOf(run) : failing(404));
		};
	}

	set(id: string, change: Partial<Run>): void {
		Object.assign(this.hub.runs.find((run) => run.id === id)!, change);
	}

	/** IDs that were asked for, each as often. */
	get asked(): string[] {
		return this.hub.sent('getRunStatus').map(({ path }) => path.split('/').at(-1)!);
	}

	/** A notification of these runs, one event each. @returns the error it is refused with */
	async notify(...ids: string[]): Promise<Error | undefined> {
		const settings: ReportSettings = {
			api: this.hub.api,
			parameters: parametersOf({
				wanted: new Set(['runCompleted', 'runWaitingForReview', 'reviewFinished']),
			}),
			itemsOf: async (transition) => await this.itemsOf(transition),
			desk: this.desk,
			saved: readKnown(this.saved),
		};
		const hints = ids.map((id) => ({ likely: [id], others: [] }));
		const outcome = await attempt(async () => await report(settings, hints));
		if (!outcome.ok) return outcome.error;
		const { items, toSave, settle } = outcome.value;
		if (toSave) this.saved = JSON.parse(JSON.stringify(writeKnown(toSave))) as never;
		settle(true);
		this.reported.push(...items.map(({ run }) => String(run.told)));
		return undefined;
	}
}
