import type { IDataObject } from 'n8n-workflow';

import type { Run } from '../api/resources/runs';
import { isoOfNs } from '../api/wire/time';
import { only } from './fields/simplify';

const SIMPLE = [
	'id',
	'status',
	'msg',
	'batch_id',
	'app_id',
	'deployment_id',
	'tags',
	'started_at',
	'finished_at',
	'url',
];

/**
 * A run as both nodes give it: in AI Hub's own keys, with its times readable beside the raw numbers
 * and where to look at it. Simplified, it is a part of that, under the same keys.
 */
export function runJson(run: Run, url: string, simplify = false): IDataObject {
	const { start_timestamp: start, finish_timestamp: finish } = run;
	const json = {
		...run,
		started_at: isoOfNs(start),
		finished_at: isoOfNs(finish),
		duration_seconds: start && finish ? Math.round((finish - start) / 1e6) / 1000 : null,
		url,
	};
	return simplify ? only(SIMPLE, json) : json;
}
