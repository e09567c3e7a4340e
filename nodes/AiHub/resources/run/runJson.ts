import type { IDataObject } from 'n8n-workflow';

import { hubUrlOfRun } from '../../../shared/api/apiRoot';
import type { Run } from '../../../shared/api/runs';
import { isoOfNs } from '../../../shared/api/time';
import type { ItemContext } from '../../defineResource';
import { simplified } from '../../fields/simplify';

/** A run with its times readable beside the raw numbers, and where to look at it in AI Hub. */
export function runJson(run: Run, apiRoot: string): IDataObject {
	return {
		...run,
		started_at: isoOfNs(run.start_timestamp),
		finished_at: isoOfNs(run.finish_timestamp),
		url: hubUrlOfRun(apiRoot, run),
	};
}

/** A run as the Simplify of this item says. */
export function runOutput(item: ItemContext, run: Run): IDataObject {
	return simplified(item, runJson(run, item.api.apiRoot), [
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
	]);
}
