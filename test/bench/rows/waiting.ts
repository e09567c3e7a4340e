import { setImmediate } from 'node:timers/promises';

import type { Api } from '../../../nodes/shared/api/wire/api';
import { isFinished } from '../../../nodes/shared/api/work/runStatus';
import { getRunStatus, type Run } from '../../../nodes/shared/api/resources/runs';
import { RunWatcher } from '../../../nodes/shared/api/work/waitForRun';
import { createEmulator, type Emulator, ManualClock } from '../../emulator';
import { randomFrom } from '../../support/random';
import { undiciApi } from '../../support/undiciSend';
import type { Comparison, Row } from '../row';

const RUNS = 100;
const SHORTEST_MS = 20_000;
const LONGEST_MS = 600_000;
const POLL_MS = 5_000;
const SEED = 2026;

interface Scenario {
	name: string;
	/** The runs start evenly over this time. */
	startOverMs: number;
	/** Runs of others that start in between, for each of ours. */
	othersPerRun: number;
	/** App of the others. */
	othersApp: string;
}

const OWN_APP = 'Invoices';
const OTHER_APP = 'Loan Packet';

const SCENARIOS: Scenario[] = [
	{ name: 'start at once', startOverMs: 0, othersPerRun: 0, othersApp: OTHER_APP },
	{ name: 'start over 5 min', startOverMs: 300_000, othersPerRun: 0, othersApp: OTHER_APP },
	{
		name: 'start over 5 min among 1,000 of another app',
		startOverMs: 300_000,
		othersPerRun: 10,
		othersApp: OTHER_APP,
	},
	{
		name: 'start over 5 min among 1,000 of the same app',
		startOverMs: 300_000,
		othersPerRun: 10,
		othersApp: OWN_APP,
	},
];

interface Bench {
	api: Api;
	emulator: Emulator;
	/** Waits for a run to end. */
	wait(run: Run): Promise<unknown>;
}

type Way = (bench: Omit<Bench, 'wait'>) => Bench['wait'];

const watching: Way = ({ api }) => {
	const watcher = new RunWatcher(api);
	return async (run) =>
		await watcher.wait(run.id, { limitMs: Infinity, onReview: 'return', justStarted: run });
};

/** All runs that are waited for are asked for one by one, five seconds after the last time. */
const polling: Way = ({ api }) => {
	const open = new Map<string, (run: Run) => void>();
	let driving: Promise<void> | undefined;
	const drive = async () => {
		while (open.size > 0) {
			await api.sleep(POLL_MS);
			for (const [id, resolve] of [...open]) {
				const run = await getRunStatus(api, id);
				if (isFinished(run) && open.delete(id)) resolve(run);
			}
		}
		driving = undefined;
	};
	return async ({ id }) => {
		const ended = new Promise((resolve) => open.set(id, resolve));
		driving ??= drive();
		return await ended;
	};
};

interface Planned {
	startMs: number;
	lengthMs: number;
}

function plan({ startOverMs }: Scenario): Planned[] {
	const random = randomFrom(SEED);
	return Array.from({ length: RUNS }, (_, index) => ({
		startMs: Math.round((startOverMs * index) / RUNS),
		lengthMs: Math.round(SHORTEST_MS + random() * (LONGEST_MS - SHORTEST_MS)),
	}));
}

async function measure(scenario: Scenario, way: Way) {
	const clock = new ManualClock();
	const emulator = await createEmulator({ clock });
	const { url, token, context } = emulator;
	const api = undiciApi({ url, token, context }, { startMs: clock.now() });
	const { sleep } = api;
	api.sleep = async (ms) => {
		// Whoever waits for what was just seen goes on first: it was seen now, not after the pause.
		await setImmediate();
		await sleep(ms);
		clock.advance(ms);
	};
	try {
		const wait = way({ api, emulator });
		const lags = await runAll({ api, emulator, wait }, scenario);
		return {
			requests: emulator.requests.length,
			lagMs: lags.map(({ lagMs }) => lagMs),
			boundMs: lags.map(({ lengthMs }) => Math.max(2_000, lengthMs / 10)),
		};
	} finally {
		await api.close();
		await emulator.close();
	}
}

interface Lag {
	lagMs: number;
	lengthMs: number;
}

async function runAll(bench: Bench, scenario: Scenario): Promise<Lag[]> {
	const { api, emulator, wait } = bench;
	const began = api.now();
	const ended: Array<Promise<Lag>> = [];
	for (const { startMs, lengthMs } of plan(scenario)) {
		while (api.now() < began + startMs) await nextMoment(bench, began + startMs);
		const startedAt = api.now();
		for (let other = 0; other < scenario.othersPerRun; other++) {
			const appName = scenario.othersApp;
			emulator.addRun({ appName, startedAt, durationMs: LONGEST_MS, outcome: 'COMPLETE' });
		}
		const run = emulator.addRun({
			appName: OWN_APP,
			startedAt,
			durationMs: lengthMs,
			outcome: 'COMPLETE',
		});
		const started = {
			id: run.id,
			status: 'RUNNING',
			start_timestamp: startedAt * 1e6,
			app_id: run.appId,
		};
		ended.push(wait(started).then(() => ({ lagMs: api.now() - startedAt - lengthMs, lengthMs })));
	}
	return await Promise.all(ended);
}

/** Lets those who wait move the clock; moves it itself while there is nobody. */
async function nextMoment({ api, emulator }: Bench, untilMs: number): Promise<void> {
	if (emulator.store.runs.size === 0) return await api.sleep(untilMs - api.now());
	await setImmediate();
}

/** What waiting for many runs costs beside asking for each every five seconds; virtual time. */
export const waiting: Row = {
	name: 'waiting',
	async measure() {
		const comparisons: Comparison[] = [];
		for (const scenario of SCENARIOS) {
			const node = await measure(scenario, watching);
			const each = await measure(scenario, polling);
			const what = `waiting for ${RUNS} runs, ${scenario.name}`;
			comparisons.push(
				{
					...{ what, against: 'a status call for each run and 5 s', unit: 'requests' },
					...{ own: [node.requests], other: [each.requests], by: 'ratio', most: 1 / 20 },
				},
				{
					...{
						what: `ends seen late, ${scenario.name}`,
						unit: 'ms',
						by: 'ratio',
						most: 1,
						always: true,
					},
					...{ against: 'the most: 2 s or a tenth of its length', own: node.lagMs },
					other: node.boundMs,
				},
			);
		}
		return comparisons;
	},
};
