/**
 * Loaded by n8n (EXTERNAL_HOOK_FILES): writes down what an execution took, and nothing of its data.
 * BENCH_PROFILE names a folder for a CPU profile of each execution.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';

import type { IRun } from 'n8n-workflow';

import type { Report } from '../n8nBench';

const folder = process.env.BENCH_PROFILE;
const session = new Session();
if (folder) {
	mkdirSync(folder, { recursive: true });
	session.connect();
	session.post('Profiler.enable');
}

function startProfile(): void {
	if (folder) session.post('Profiler.start');
}

function endProfile(): void {
	if (!folder) return;
	session.post('Profiler.stop', (_, { profile }) => {
		writeFileSync(join(folder, `${Date.now()}.cpuprofile`), JSON.stringify(profile));
	});
}

function report(run: IRun): void {
	const file = process.env.BENCH_REPORT!;
	const { runData, error } = run.data.resultData;
	const nodes = Object.entries(runData).map(([name, [task]]) => [
		name,
		{
			ms: task.executionTime,
			items: (task.data?.main ?? []).reduce((sum, items) => sum + (items?.length ?? 0), 0),
			hints: (task.hints ?? []).map(({ message }) => message),
		},
	]);
	const told: Report = {
		status: run.status,
		...(error && { error: `${error.message} ${error.description ?? ''}`.trim() }),
		// The kernel's own figure of the process so far: n8n still has to print all data after this.
		peakBytes: process.resourceUsage().maxRSS * 1024,
		nodes: Object.fromEntries(nodes),
	};
	writeFileSync(`${file}.part`, JSON.stringify(told));
	renameSync(`${file}.part`, file);
}

export const workflow = {
	preExecute: [async () => startProfile()],
	postExecute: [
		async (run: IRun) => {
			endProfile();
			report(run);
		},
	],
};
