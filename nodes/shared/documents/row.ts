import type { FoundDocument } from './documents';

/** The `json` of one item. */
export type Row = Record<string, unknown>;

/** Where a row comes from: the same keys in every shape. */
export function origin(found: FoundDocument): Row {
	return {
		run_id: found.runId,
		batch_id: found.batchId,
		file_name: found.fileName,
		document_index: found.documentIndex,
	};
}
