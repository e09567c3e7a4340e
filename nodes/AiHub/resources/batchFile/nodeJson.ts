import type { IDataObject } from 'n8n-workflow';

import { isoOfMs } from '../../../shared/api/wire/time';

/** A file or folder of a listing with its time readable beside the raw number. */
export function nodeJson(node: { metadata?: { modified_timestamp?: number } }): IDataObject {
	return { ...node, modified_at: isoOfMs((node.metadata?.modified_timestamp ?? 0) * 1000) };
}
