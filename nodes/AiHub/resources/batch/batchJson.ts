import type { IDataObject } from 'n8n-workflow';

import type { Batch } from '../../../shared/api/resources/batches';
import { isoOfMs } from '../../../shared/api/wire/time';
import type { ItemContext } from '../../defineResource';
import { simplified } from '../../simplified';

/** A batch with its times readable beside the raw numbers, or simplified. */
export function batchJson(item: ItemContext, batch: Batch): IDataObject {
	const json = {
		...batch,
		created_at: isoOfMs(batch.created_at_ms),
		updated_at: isoOfMs(batch.updated_at_ms),
	};
	return simplified(item, json, [
		'id',
		'name',
		'workspace',
		'batch_owner',
		'created_at',
		'updated_at',
	]);
}
