import { pollRunEvents } from '../../../nodes/AiHubTrigger/runEvents';
import { runSource } from '../../../nodes/AiHubTrigger/runSource';
import { readState, writeState } from '../../../nodes/AiHubTrigger/state';
import type { RunEvent, Transition } from '../../../nodes/shared/trigger/transitions';
import { createEmulator, type Emulator, ManualClock } from '../../emulator';
import { undiciApi } from '../../support/undiciSend';
import type { Comparison, Row } from '../row';

const DAYS = 30;
const POLLS = 20;
const MINUTE_MS = 60_000;

const WANTED = new Set<RunEvent>([
	'runCompleted',
	'runFailed',
	'runCancelled',
	'runWaitingForReview',
]);

/** Ended runs over the whole time; those in flight are among them, half of them waiting for review. */
function fill(emulator: Emulator, history: number, mostInFlight: number): void {
	const begin = emulator.clock.now() - DAYS * 24 * 60 * MINUTE_MS;
	const step = (DAYS * 24 * 60 * MINUTE_MS) / history;
	const every = Math.floor(history / mostInFlight);
	let inFlight = 0;
	for (let index = 0; index < history; index++) {
		const isInFlight = index % every === 0 && inFlight < mostInFlight;
		const waiting = inFlight % 2 ? 'STOPPED_AT_CHECKPOINT' : 'RUNNING';
		emulator.addRun({
			startedAt: begin + index * step,
			status: isInFlight ? waiting : 'COMPLETE',
		});
		if (isInFlight) inFlight++;
	}
}

/** Requests of each poll, one a minute, while nothing changes. */
async function quietPolls(emulator: Emulator): Promise<number[]> {
	const { url, token, context, clock } = emulator;
	const api = undiciApi({ url, token, context });
	const source = runSource(api, {});
	const nowS = () => clock.now() / 1000;
	const settings = { wanted: WANTED, matches: () => true, timeLeft: () => 1, nowS };
	const itemsOf = async ({ run, event }: Transition) => [`${run.id} ${event}`];
	let stored: unknown = writeState(
		(await pollRunEvents({ filterKey: 'bench' }, source, settings, itemsOf)).state,
	);
	const requests: number[] = [];
	for (let poll = 0; poll < POLLS; poll++) {
		clock.advance!(MINUTE_MS);
		emulator.clearRequests();
		const { state } = await pollRunEvents(readState(stored)!, source, settings, itemsOf);
		stored = JSON.parse(JSON.stringify(writeState(state)));
		requests.push(emulator.requests.length);
	}
	await api.close();
	return requests;
}

/** In flight, runs in the history, and the most requests that a quiet poll may take. */
const CASES = [
	[50, 100, 2],
	[50, 10_000, 2],
	[50, 100_000, 2],
	[100, 10_000, 2],
	[1_000, 10_000, 1_000 / 100 + 3],
	[4_000, 10_000, 4_000 / 100 + 3],
];

/** What a poll of the trigger costs when nothing happens; 15 minutes of runs are listed each time. */
export const trigger: Row = {
	name: 'trigger',
	async measure() {
		const comparisons: Comparison[] = [];
		for (const [inFlight, history, most] of CASES) {
			const emulator = await createEmulator({ clock: new ManualClock() });
			fill(emulator, history, inFlight);
			const own = await quietPolls(emulator);
			await emulator.close();
			comparisons.push({
				what: `quiet poll, ${inFlight} of ${history} runs in flight`,
				against: 'the bound',
				unit: 'requests',
				own,
				other: own.map(() => most),
				by: 'ratio',
				most: 1,
				always: true,
			});
		}
		return comparisons;
	},
};
