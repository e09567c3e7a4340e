/**
 * What it costs to wait for a hundred runs at once, and how late their ends are seen: the node's
 * way next to asking for the status of each run every five seconds. Time is virtual throughout.
 *
 *     npx tsx test/bench/waiting.ts
 */
import { randomFrom } from '../support/random';
import { setImmediate } from 'node:timers/promises';
import Table from 'cli-table3';

import type { Api } from '../../nodes/shared/api/wire/api';
import { isFinished } from '../../nodes/shared/api/work/runStatus';
import { getRunStatus, type Run } from '../../nodes/shared/api/resources/runs';
import { RunWatcher } from '../../nodes/shared/api/work/waitForRun';
import { createEmulator, ManualClock, type Emulator } from '../emulator';
import { undiciApi } from '../support/undiciSend';

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
		name: '… among 1,000 of another app',
		startOverMs: 300_000,
		othersPerRun: 10,
		othersApp: OTHER_APP,
	},
	{
		name: '… among 1,000 of the same app',
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
		return { ...costsOf(emulator), ...lagsOf(lags) };
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

function costsOf({ requests }: Emulator) {
	const rounds = new Map<number, number>();
	for (const { at } of requests) rounds.set(at, (rounds.get(at) ?? 0) + 1);
	return {
		requests: requests.length,
		lists: requests.filter(({ operationId }) => operationId === 'listRuns').length,
		rounds: rounds.size,
		mostInRound: Math.max(...rounds.values()),
	};
}

function lagsOf(lags: Lag[]) {
	const ms = lags.map(({ lagMs }) => lagMs);
	const parts = lags.map(({ lagMs, lengthMs }) => lagMs / lengthMs);
	const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
	return {
		meanMs: mean(ms),
		maxMs: Math.max(...ms),
		meanPart: mean(parts),
		maxPart: Math.max(...parts),
		within: lags.filter(({ lagMs, lengthMs }) => lagMs <= Math.max(2_000, lengthMs / 10)).length,
	};
}

async function main(): Promise<void> {
	const table = new Table({
		head: [
			'',
			'requests',
			'of them lists',
			'rounds',
			'requests a round: mean',
			'max',
			'lag: mean',
			'max',
			'of the length: mean',
			'max',
			'≤ max(2 s, 10 %)',
		],
		style: { head: [], border: [] },
	});
	const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
	const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
	for (const scenario of SCENARIOS) {
		for (const [name, way] of [
			['the node', watching],
			['each every 5 s', polling],
		] as const) {
			const result = await measure(scenario, way);
			table.push([
				`${scenario.name}: ${name}`,
				result.requests,
				result.lists,
				result.rounds,
				(result.requests / result.rounds).toFixed(1),
				result.mostInRound,
				seconds(result.meanMs),
				seconds(result.maxMs),
				percent(result.meanPart),
				percent(result.maxPart),
				`${result.within} of ${RUNS}`,
			]);
		}
	}
	console.log(`${RUNS} runs of 20 s to 10 min, seed ${SEED}, virtual time`);
	console.log(table.toString());
}

void main();
