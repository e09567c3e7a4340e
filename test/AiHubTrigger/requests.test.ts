import { pollRunEvents } from '../../nodes/AiHubTrigger/runEvents';
import type { TriggerState } from '../../nodes/AiHubTrigger/state';
import { type HubTraits, SimHub, type SimRun } from './simulation/hub';

const NOW_MS = 1_750_000_000_000;
const DAY_MS = 86_400_000;
const TRAITS: HubTraits = {
	mostPerPage: 100,
	fromIsInclusive: true,
	ignoresFilters: false,
	latencies: [1],
};

/** Runs that started evenly over the last days; as many of them as given have not ended. */
function history(count: number, inFlight: number, days = 30): SimRun[] {
	return Array.from({ length: count }, (_, index) => {
		const startMs = NOW_MS - (days * DAY_MS * (count - index)) / count;
		const status = (index * inFlight) % count < inFlight ? 'RUNNING' : 'COMPLETE';
		const times = { startMs, visibleMs: startMs, deletedMs: Infinity };
		return {
			...{ id: `run-${index}`, ofApp: true, tagged: true, ...times },
			steps: [{ atMs: startMs, status }],
		};
	});
}

const settings = {
	wanted: new Set(['runCompleted' as const]),
	matches: () => true,
	timeLeft: () => 1,
	nowS: () => NOW_MS / 1000,
};
const nothing = async () => [];

/** Requests of a poll over what the polls before it have seen. */
async function quietPoll(runs: SimRun[], traits: Partial<HubTraits> = {}): Promise<number> {
	const hub = new SimHub(runs, { ...TRAITS, ...traits }, NOW_MS);
	const poll = async (from: TriggerState | { filterKey: string }) =>
		(await pollRunEvents(from, hub.source(), settings, nothing)).state;
	const state = await poll(await poll({ filterKey: 'test' }));
	hub.requests = 0;
	await poll(state);
	return hub.requests;
}

it.each([
	[0, 1],
	[1, 2],
	[2, 2],
	[50, 2],
	[100, 2],
	[300, 5],
])('a quiet poll over 6,000 runs, %i of them in flight, takes %i requests', async (count, most) => {
	expect(await quietPoll(history(6_000, count))).toBeLessThanOrEqual(most);
});

it.each([1_000, 4_000])(
	'%i in flight take a page for each hundred, and three more',
	async (count) => {
		expect(await quietPoll(history(6_000, count))).toBeLessThanOrEqual(count / 100 + 3);
	},
);

it.each([60, 1_000, 6_000])('takes two requests in a history of %i runs', async (count) => {
	expect(await quietPoll(history(count, 50))).toBeLessThanOrEqual(2);
});

it('where more runs started just now than fit on a page, they are listed once', async () => {
	// 500 of them in the last fifteen minutes: six pages that overlap, and a look at what follows.
	expect(await quietPoll(history(500, 0, 15 / (24 * 60)))).toBeLessThanOrEqual(7);
});

it('a server that gives short pages is asked no more than that needs', async () => {
	expect(await quietPoll(history(1_000, 50), { mostPerPage: 20 })).toBeLessThanOrEqual(5);
});
