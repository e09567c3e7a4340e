/** Loaded by n8n (EXTERNAL_HOOK_FILES): writes down what an execution took, and nothing of its data. */
import { renameSync, writeFileSync } from 'node:fs';

import type { IRun } from 'n8n-workflow';

import type { Report } from '../n8nBench';

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

export const workflow = { postExecute: [async (run: IRun) => report(run)] };
