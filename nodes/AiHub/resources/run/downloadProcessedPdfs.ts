import type { INodeExecutionData } from 'n8n-workflow';

import { getRunResults } from '../../../shared/api/resources/results';
import { readDriveFile } from '../../../shared/api/work/readDriveFile';
import { mapConcurrent } from '../../../shared/concurrency';
import { documentsOf, type FoundDocument } from '../../../shared/documents/documents';
import { documentRow } from '../../../shared/documents/shapes';
import type { ItemContext, Operation } from '../../defineResource';
import { runField } from '../../../shared/n8n/fields/ids';
import { optionsField } from '../../fields/options';
import { outputFieldName, outputFile, outputFileField } from '../../fields/outputFile';
import { runIdParam } from '../../parameters';

const NONE = 'AI Hub made no PDF of this document. Start the run with "Generate Processed PDFs".';

export const downloadProcessedPdfs: Operation = {
	value: 'downloadProcessedPdfs',
	name: 'Download Processed PDFs',
	action: 'Download processed PDFs of run',
	description:
		'Get one item per document of a run, with its fields and the PDF that AI Hub made of it',
	operationIds: ['getRunResults', 'readFile', 'getFileMetadata'],
	fields: [runField, outputFileField, optionsField()],
	async execute(item) {
		const runId = runIdParam(item);
		const results = await getRunResults(item.api, runId, { include_source_info: true });
		const documents = documentsOf(results, runId);
		const items = await mapConcurrent(documents, item.parallel, (found) => withPdf(item, found));
		return { items };
	},
};

async function withPdf(item: ItemContext, found: FoundDocument): Promise<INodeExecutionData> {
	const json = documentRow(found, {}) as INodeExecutionData['json'];
	const path = found.document.post_processed_pdf_path;
	if (!path) return { json: { ...json, processed_pdf: null, processed_pdf_message: NONE } };
	const name = path.split('/').pop() || 'document.pdf';
	const pdf = await outputFile(item, await readDriveFile(item.api, path), name);
	return {
		json: { ...json, processed_pdf: path },
		binary: { [outputFieldName(item)]: pdf },
	};
}
