import fc from 'fast-check';

import { Desk } from '../../nodes/AiHubNotificationTrigger/desk';
import { readKnown, writeKnown } from '../../nodes/AiHubNotificationTrigger/known';
import { report } from '../../nodes/AiHubNotificationTrigger/report';
import { attempt } from '../../nodes/shared/api/wire/errors';
import type { TriggerParameters } from '../../nodes/shared/trigger/parameters';
import type { RunItem } from '../../nodes/shared/trigger/flatItems';
import { runItems } from '../../nodes/shared/trigger/runItems';
import { createEmulator, type Emulator, type FaultRule, type RunStatus } from '../emulator';
import { undiciApi } from '../support/undiciSend';
import { generated } from '../support/generated';

/** Who is in trouble: AI Hub, for any request, for a run once, or for a run that nobody told of; or n8n. */
type Trouble = 'aiHub' | 'odd' | 'besides' | 'n8n';
type Ending = 'CANCELLED' | 'COMPLETE' | 'FAILED';

/** What may happen, to runs by their number. */
type Happening =
	| { what: 'ends'; run: number; how: Ending }
	| { what: 'needsReview'; run: number }
	| { what: 'isReviewed'; run: number }
	/** Notifications arrive, all at once; n8n or AI Hub may be in trouble. */
	| { what: 'told'; runs: number[]; trouble?: Trouble }
	| { what: 'restart' };

const RUNS = 4;
const END_EVENTS: Record<Ending, string> = {
	COMPLETE: 'runCompleted',
	FAILED: 'runFailed',
	CANCELLED: 'runCancelled',
};

const parameters = {
	wanted: new Set([
		...Object.values(END_EVENTS),
		'runWaitingForReview',
		'reviewFinished',
	]) as TriggerParameters['wanted'],
	filters: {},
	tags: [],
	tagsMatch: 'all',
	simplify: true,
	startFromHours: 0,
	shape: 'documents',
	rows: { table: { withoutRows: 'item' } },
} satisfies TriggerParameters;

let emulator: Emulator;
let api: ReturnType<typeof undiciApi>;

beforeAll(async () => {
	emulator = await createEmulator();
	const { url, token, context } = emulator;
	api = undiciApi({ url, token, context });
});

afterAll(async () => {
	await api.close();
	await emulator.close();
});

/** n8n with one such trigger, and an AI Hub with some runs. */
class History {
	readonly runs = Array.from({ length: RUNS }, () => emulator.addRun({ status: 'RUNNING' }).id);
	readonly reported: string[] = [];
	/** Events that were told without trouble while they could be seen. */
	readonly due = new Set<string>();
	/** Whoever sent these was told to send them again. */
	private readonly again: number[] = [];
	private readonly reviewed = new Set<string>();
	private saved: unknown;
	private desk = new Desk();
	private mayRestart = true;

	async happens(happening: Happening): Promise<void> {
		if (happening.what === 'told') return await this.told(happening.runs, happening.trouble);
		if (happening.what === 'restart') {
			// Requests that overlap overwrite what each other saved, which only this process knows.
			if (this.mayRestart) this.desk = new Desk();
			return;
		}
		const id = this.runs[happening.run];
		const status = this.statusOf(id);
		if (happening.what === 'ends' && status === 'RUNNING') {
			emulator.setRun(id, { status: happening.how });
		}
		if (happening.what === 'needsReview' && status === 'RUNNING') {
			emulator.setRun(id, { status: 'STOPPED_AT_CHECKPOINT' });
		}
		if (happening.what === 'isReviewed' && status === 'STOPPED_AT_CHECKPOINT') {
			emulator.resolveReview(id);
			this.reviewed.add(id);
		}
	}

	/** Everything is told once more, twice, without trouble. */
	async settles(): Promise<void> {
		for (let times = 0; times < 2; times++) {
			await this.told(this.again.splice(0));
			for (const index of this.runs.keys()) await this.told([index]);
		}
	}

	eventOf(id: string): string | undefined {
		const status = this.statusOf(id);
		if (status === 'STOPPED_AT_CHECKPOINT') return 'runWaitingForReview';
		if (status === 'COMPLETE' && this.reviewed.has(id)) return 'reviewFinished';
		return END_EVENTS[status as Ending];
	}

	private statusOf(id: string): RunStatus {
		return emulator.store.runs.get(id)!.status!;
	}

	private faultOf(told: number[], trouble?: Trouble): FaultRule | undefined {
		const operationId = 'getRunStatus';
		if (trouble === 'aiHub') return { match: {}, action: { status: 500 } };
		if (trouble === 'odd') {
			const body = { status: 'ERROR', msg: 'Internal error' };
			return { match: { operationId }, action: { status: 200, body } };
		}
		const others = this.runs.filter((_, index) => !told.includes(index));
		if (trouble !== 'besides' || others.length === 0) return undefined;
		const path = new RegExp(others.join('|'));
		return { match: { operationId, path }, times: Infinity, action: { status: 404 } };
	}

	private async told(runs: number[], trouble?: Trouble): Promise<void> {
		const fault = this.faultOf(runs, trouble);
		if (fault) emulator.faults.add(fault);
		const before = this.saved;
		const outcomes = await Promise.all(
			runs.map(
				async (index) => await attempt(async () => await this.request(index, before, trouble)),
			),
		);
		emulator.faults.clear();
		// Of two that tell the same, one reports it, and only its sender learns that n8n failed.
		const areAllTold = outcomes.every(({ ok }) => ok);
		outcomes.forEach(({ ok }, position) => {
			const index = runs[position];
			const event = this.eventOf(this.runs[index]);
			if (!ok) this.again.push(index);
			else if (event && areAllTold) this.due.add(`${this.runs[index]} ${event}`);
		});
		this.mayRestart = runs.length === 1 && (areAllTold || this.mayRestart);
	}

	/** As n8n does it: what was saved before goes in, what comes out is saved after the execution. */
	private async request(index: number, before: unknown, trouble?: string): Promise<void> {
		const { items, toSave, settle } = await report(
			{
				api: { ...api, retries: false },
				parameters,
				itemsOf: runItems(
					{ ...api, apiRoot: emulator.url, urlOfRun: () => emulator.url },
					parameters,
				),
				desk: this.desk,
				saved: readKnown(before),
			},
			[{ likely: [this.runs[index]], others: [] }],
		);
		await new Promise((resolve) => setImmediate(resolve));
		const isTakenOver = items.length === 0 || trouble !== 'n8n';
		if (isTakenOver) {
			this.reported.push(...items.map(eventIn));
			if (toSave) this.saved = JSON.parse(JSON.stringify(writeKnown(toSave)));
		}
		settle(isTakenOver);
		if (!isTakenOver) throw new Error('n8n could not start an execution');
	}
}

const eventIn = ({ run }: RunItem) => `${String(run.id)} ${String(run.event)}`;

const run = fc.nat(RUNS - 1);
const happening: fc.Arbitrary<Happening> = fc.oneof(
	fc.record({
		what: fc.constant('ends' as const),
		run,
		how: fc.constantFrom<Ending[]>('COMPLETE', 'FAILED', 'CANCELLED'),
	}),
	fc.record({ what: fc.constant('needsReview' as const), run }),
	fc.record({ what: fc.constant('isReviewed' as const), run }),
	{
		weight: 4,
		arbitrary: fc.record({
			what: fc.constant('told' as const),
			runs: fc.array(run, { minLength: 1, maxLength: 4 }),
			trouble: fc.constantFrom(undefined, undefined, 'aiHub', 'odd', 'besides', 'n8n'),
		}),
	},
	fc.constant<Happening>({ what: 'restart' }),
);

it('in any order, with any trouble, every event that is told is reported once', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (happenings) => {
			emulator.reset();
			const history = new History();
			for (const one of happenings) await history.happens(one);
			await history.settles();

			const { reported, due } = history;
			expect([...new Set(reported)]).toEqual(reported);
			expect(reported).toEqual(expect.arrayContaining([...due]));
			for (const id of history.runs) {
				const own = reported.filter((one) => one.startsWith(id));
				const end = history.eventOf(id);
				expect(own.at(-1)).toBe(end && `${id} ${end}`);
				expect(own.filter((one) => !one.endsWith('runWaitingForReview')).length).toBeLessThan(2);
			}
		}),
		{ numRuns: generated(60) },
	);
}, 120_000);
