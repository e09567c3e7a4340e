/**
 * `npm run test:mutation -- wire work` changes the code of these parts in small ways, one part after
 * the other, and tells which changes no test notices; without names, all parts. A `--mutate PATTERN`
 * after a single name takes fewer files of it. A tenth of the generated cases is tried each time, or
 * AIHUB_EXECUTIONS / 10,000 of them. Reports: reports/mutation-PART.json.
 */
import { spawnSync } from 'node:child_process';

import parts from './parts.json';

const given = process.argv.slice(2);
const options = given.findIndex((word) => word.startsWith('--'));
const names = options < 0 ? given : given.slice(0, options);
const more = options < 0 ? [] : given.slice(options);

for (const part of names.length > 0 ? names : Object.keys(parts)) {
	if (!(part in parts)) throw new Error(`No part "${part}": ${Object.keys(parts).join(', ')}`);
	const { status } = spawnSync('stryker', ['run', 'test/mutation/stryker.config.mjs', ...more], {
		stdio: 'inherit',
		env: { AIHUB_EXECUTIONS: '1000', ...process.env, MUTATION_PART: part },
	});
	if (status !== 0) process.exit(status ?? 1);
}
