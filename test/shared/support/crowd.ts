import type { Api } from '../../../nodes/shared/api/wire/api';
import type { Run } from '../../../nodes/shared/api/resources/runs';
import { RunWatcher } from '../../../nodes/shared/api/work/waitForRun';
import { createEmulator, type Emulator, ManualClock } from '../../emulator';
import { undiciApi } from '../../support/undiciSend';

export interface CrowdOptions {
	/** Length of each run in ms; as many runs are waited for. */
	lengthsMs: number[];
	/** The runs are started one after the other, so far apart. Default 0. */
	spreadMs?: number;
	/** Runs of other people in the same time and app, for each one waited for. Default 0. */
	others?: number;
	/** Virtual time that a request takes, in ms. Default 100. */
	requestMs?: number;
	/** Whether the waits know their runs only by id. Default false. */
	byIdOnly?: boolean;
}

export interface CrowdResult {
	/** Of each run: ms from its end until its wait resolved. */
	lagsMs: number[];
	requests: number;
	/** Requests between two pauses, one number for each such round. */
	rounds: number[];
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Waits for many runs with one watcher, in virtual time, against the emulator. */
export async function waitForCrowd(options: CrowdOptions): Promise<CrowdResult> {
	const { lengthsMs, spreadMs = 0, others = 0, requestMs = 100 } = options;
	const clock = new ManualClock();
	const emulator = await createEmulator({ clock });
	const appId = emulator.store.apps[0].id;
	const begin = clock.now();
	const runs = lengthsMs.map((durationMs, index) => {
		for (let count = 0; count < others; count++) {
			emulator.addRun({
				appId,
				startedAt: begin + index * spreadMs,
				durationMs: DAY_MS,
				outcome: 'COMPLETE',
			});
		}
		return emulator.addRun({
			appId,
			startedAt: begin + index * spreadMs,
			durationMs,
			outcome: 'COMPLETE',
		});
	});
	clock.advance(lengthsMs.length * spreadMs);
	const { api, rounds, close } = countingApi(emulator, clock, requestMs);
	const watcher = new RunWatcher(api);
	const waits = runs.map(async ({ id, startedAt, durationMs }) => {
		const justStarted: Run = {
			id,
			app_id: appId,
			deployment_id: null,
			start_timestamp: startedAt * 1e6,
		};
		await watcher.wait(id, {
			limitMs: DAY_MS,
			onReview: 'return',
			justStarted: options.byIdOnly ? undefined : justStarted,
		});
		return clock.now() - Math.max(startedAt + durationMs, begin + lengthsMs.length * spreadMs);
	});
	const lagsMs = await Promise.all(waits);
	await close();
	await emulator.close();
	return { lagsMs, rounds, requests: rounds.reduce((sum, count) => sum + count, 0) };
}

/** Requests one after the other take their time each, requests together take it once. */
function countingApi(emulator: Emulator, clock: ManualClock, requestMs: number) {
	const base = undiciApi(emulator);
	const rounds = [0];
	let together = 0;
	const api: Api = {
		...base,
		now: () => clock.now(),
		send: async (request) => {
			rounds[rounds.length - 1]++;
			if (together++ === 0) clock.advance(requestMs);
			const response = await base.send(request);
			together--;
			return response;
		},
		sleep: async (ms) => {
			if (rounds[rounds.length - 1] > 0) rounds.push(0);
			clock.advance(ms);
		},
	};
	return { api, rounds, close: base.close };
}
