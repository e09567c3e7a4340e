import type { IDataObject } from 'n8n-workflow';

import type { Batch } from '../../../shared/api/batches';
import { isoOfMs } from '../../../shared/api/time';

/** A batch with its times readable beside the raw numbers. */
export function batchJson(batch: Batch): IDataObject {
	return {
		...batch,
		created_at: isoOfMs(batch.created_at_ms),
		updated_at: isoOfMs(batch.updated_at_ms),
	};
}
