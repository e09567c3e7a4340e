/**
 * Puts each fault of ./faults.js back into the code of a test run, and tells after how many generated
 * executions the model of Process finds it. Names of faults as arguments try these alone; AIHUB_EXECUTIONS
 * sets how many there are at most. Ends with 1 when one is not found.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import Table from 'cli-table3';

const faults = require('./faults.js') as Record<string, { was: string }>;
/** Every second part is lived through. */
const AT_MOST = process.env.AIHUB_EXECUTIONS ?? '20000';
const PART = 2500;
const config = join(__dirname, 'jest.config.js');

const table = new Table({ head: ['', 'Fault', 'Found after executions'] });
const wanted = process.argv.slice(2);
let isAllFound = true;
for (const [id, { was }] of Object.entries(faults)) {
	if (wanted.length > 0 && !wanted.includes(id)) continue;
	const { stderr } = spawnSync(
		'jest',
		['--config', config, '--bail', '--verbose', 'document/promises.test'],
		{
			env: { ...process.env, AIHUB_PUT_BACK: id, AIHUB_EXECUTIONS: AT_MOST },
			encoding: 'utf8',
			maxBuffer: 1 << 30,
		},
	);
	const misplaced = /Fault .* has no place in .*/.exec(stderr);
	if (misplaced) throw new Error(misplaced[0]);
	const after = executionsIn(stderr);
	if (after === undefined) isAllFound = false;
	table.push([id, was, after ?? `not found in ${AT_MOST}`]);
	console.error(`${id}: ${after ?? 'not found'}`);
}
console.log(table.toString());
process.exitCode = isAllFound ? 0 : 1;

/** Those of the parts that passed, and what fast-check says of the one that failed. */
function executionsIn(output: string): number | undefined {
	const failed = /Property failed after (\d+) tests/.exec(output);
	if (!failed) return undefined;
	return (output.match(/✓/g)?.length ?? 0) * PART + Number(failed[1]);
}
