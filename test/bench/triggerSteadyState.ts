/**
 * What a poll of the trigger costs in steady state: histories of 100 to 100,000 runs over 30 days, 50
 * of them in flight, against the emulator. `npx tsx test/bench/triggerSteadyState.ts`
 */
import Table from 'cli-table3';

import { pollRunEvents } from '../../nodes/AiHubTrigger/runEvents';
import { runSource } from '../../nodes/AiHubTrigger/runSource';
import { readState, writeState } from '../../nodes/AiHubTrigger/state';
import type { RunEvent, Transition } from '../../nodes/shared/trigger/transitions';
import { createEmulator, type Emulator, ManualClock } from '../emulator';
import { undiciApi } from '../support/undiciSend';

const HISTORIES = [100, 1_000, 10_000, 100_000];
const IN_FLIGHT = 50;
const DAYS = 30;
const POLLS = 100;
const WARM_UP = 10;
const MINUTE_MS = 60_000;

const WANTED = new Set<RunEvent>([
	'runCompleted',
	'runFailed',
	'runCancelled',
	'runWaitingForReview',
]);

interface Cost {
	requests: number;
	ms: number;
	stateBytes: number;
	events: number;
}

/** Ended runs over the whole time; those in flight are among them, half of them waiting for review. */
function fill(emulator: Emulator, history: number): string[] {
	const begin = emulator.clock.now() - DAYS * 24 * 60 * MINUTE_MS;
	const step = (DAYS * 24 * 60 * MINUTE_MS) / history;
	const every = Math.floor(history / IN_FLIGHT);
	const inFlight: string[] = [];
	for (let index = 0; index < history; index++) {
		const isInFlight = index % every === 0 && inFlight.length < IN_FLIGHT;
		const waiting = inFlight.length % 2 ? 'STOPPED_AT_CHECKPOINT' : 'RUNNING';
		const { id } = emulator.addRun({
			startedAt: begin + index * step,
			status: isInFlight ? waiting : 'COMPLETE',
		});
		if (isInFlight) inFlight.push(id);
	}
	return inFlight;
}

/** Polls once a minute; with `changes`, one run in flight ends and a new one starts before each poll. */
async function measure(emulator: Emulator, changes: boolean, inFlight: string[]): Promise<Cost> {
	const { url, token, context, clock } = emulator;
	const api = undiciApi({ url, token, context });
	const source = runSource(api, {});
	const settings = { wanted: WANTED, matches: () => true, timeLeft: () => 1 };
	const itemsOf = async ({ run, event }: Transition) => [`${run.id} ${event}`];
	let stored: unknown = writeState(
		(await pollRunEvents({ filterKey: 'bench' }, source, settings, itemsOf)).state,
	);
	const cost: Cost = { requests: 0, ms: 0, stateBytes: 0, events: 0 };
	for (let poll = -WARM_UP; poll < POLLS; poll++) {
		clock.advance!(MINUTE_MS);
		if (changes) {
			emulator.setRun(inFlight.shift()!, { status: 'COMPLETE' });
			inFlight.push(emulator.addRun({ status: 'RUNNING' }).id);
		}
		emulator.clearRequests();
		const begun = performance.now();
		const { state, items } = await pollRunEvents(readState(stored)!, source, settings, itemsOf);
		const json = JSON.stringify(writeState(state));
		const ms = performance.now() - begun;
		stored = JSON.parse(json);
		if (poll < 0) continue;
		cost.ms += ms / POLLS;
		cost.requests += emulator.requests.length / POLLS;
		cost.events += items.length / POLLS;
		cost.stateBytes = Math.max(cost.stateBytes, Buffer.byteLength(json));
	}
	await api.close();
	return cost;
}

async function main(): Promise<void> {
	const table = new Table({
		head: [
			'runs in history',
			'in flight',
			'changes',
			'events/poll',
			'requests/poll',
			'ms/poll',
			'state',
		],
		style: { head: [], border: [] },
		colAligns: ['right', 'right', 'left', 'right', 'right', 'right', 'right'],
	});
	for (const history of HISTORIES) {
		const emulator = await createEmulator({ clock: new ManualClock() });
		const inFlight = fill(emulator, history);
		for (const changes of [false, true]) {
			const cost = await measure(emulator, changes, inFlight);
			table.push([
				history.toLocaleString('en'),
				inFlight.length,
				changes ? 'one run ends, one starts' : 'none',
				cost.events.toFixed(2),
				cost.requests.toFixed(2),
				cost.ms.toFixed(1),
				`${cost.stateBytes.toLocaleString('en')} B`,
			]);
		}
		await emulator.close();
	}
	process.stdout.write(`${table.toString()}\n`);
}

void main();
