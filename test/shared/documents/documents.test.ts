import { documentsOf } from '../../../nodes/shared/documents/documents';

const found = (results: unknown, runId?: string) => documentsOf(results as never, runId);
const inFile = (...documents: unknown[]) => found({ id: 'r', files: [{ documents }] });

describe('the documents of a run', () => {
	it('come in the order of AI Hub, each with its run, its file and its places in them', () => {
		const files = [
			{ original_file_name: 'a.pdf', documents: [{ class_name: 'A' }, { class_name: 'B' }] },
			{ input_file_path: 'x/y/b.pdf', documents: [{ class_name: 'C' }] },
		];
		const documents = found({ id: 'r', batch_id: '7', files });
		expect(
			documents.map(({ runId, batchId, fileName, fileIndex, documentIndex, document, error }) => [
				runId,
				batchId,
				fileName,
				fileIndex,
				documentIndex,
				document.class_name,
				error,
			]),
		).toEqual([
			['r', 7, 'a.pdf', 0, 0, 'A', null],
			['r', 7, 'a.pdf', 0, 1, 'B', null],
			['r', 7, 'b.pdf', 1, 0, 'C', null],
		]);
		expect(documents[2].file).toMatchObject({ input_file_path: 'x/y/b.pdf' });
	});

	it('are of the run that was asked for where the results name none', () => {
		expect(found({ files: [{}] }, 'asked')[0].runId).toBe('asked');
		expect(found({ files: [{}] })[0]).toMatchObject({ runId: null, batchId: null });
	});

	it.each([
		['a.pdf', 'x/b.pdf', 'a.pdf'],
		[undefined, 'x/y/b.pdf', 'b.pdf'],
		[undefined, 'b.pdf', 'b.pdf'],
		[undefined, 'x/', null],
		[undefined, undefined, null],
	])('are of the file that is named %p at %p: %p', (name, path, fileName) => {
		const [one] = found({ files: [{ original_file_name: name, input_file_path: path }] });
		expect(one.fileName).toBe(fileName);
	});

	it.each<[unknown, unknown]>([
		['7', 7],
		[7, 7],
		['0', 0],
		['12345', 12_345],
		['12345678901234567890', '12345678901234567890'],
		['7a', '7a'],
		['a7', 'a7'],
		['1.5', '1.5'],
		['1e3', '1e3'],
		['-7', '-7'],
		['7.0', '7.0'],
		['0x10', '0x10'],
		['', null],
		[null, null],
		[undefined, null],
		[{}, null],
	])('are of the batch %p: %p', (given, batchId) => {
		expect(found({ batch_id: given, files: [{}] })[0].batchId).toBe(batchId);
	});

	it('are those of one file where a file stands in place of the results', () => {
		expect(found(['what'])).toMatchObject([
			{ runId: null, error: 'AI Hub gave a list in place of a file', fields: [] },
		]);
	});

	it.each([
		[{ documents: [] }, 'AI Hub found no document in this file'],
		[{}, 'AI Hub found no document in this file'],
		[{ documents: [], error_msg: 'broken' }, 'broken'],
		[{ documents: [{}], error_msg: 'broken' }, 'broken'],
		[{ documents: [{ error_msg: 'torn' }], error_msg: 'broken' }, 'torn'],
		[{ documents: [{}] }, null],
		[{ documents: ['x'] }, 'AI Hub gave "x" in place of a document'],
	])('of a file %j are one, with the error %p', (file, error) => {
		expect(found({ files: [file] })).toMatchObject([{ documentIndex: 0, fields: [], error }]);
	});
});

describe('a document', () => {
	it('has the promised types, where AI Hub gives others', () => {
		const [{ document }] = inFile({
			class_name: 'Invoice',
			page_numbers: '1-2',
			review_completed: 'true',
			post_processed_pdf_path: '',
			classification_confidence: { model: '0.5', more: 1 },
			other: 'stays',
		});
		expect(document).toEqual({
			class_name: 'Invoice',
			page_numbers: [1, 2],
			review_completed: true,
			post_processed_pdf_path: null,
			classification_confidence: { model: 0.5, more: 1 },
			validations: null,
			other: 'stays',
		});
	});

	it('has nothing where AI Hub says nothing', () => {
		expect(inFile({})[0].document).toEqual({
			class_name: null,
			page_numbers: [],
			review_completed: null,
			post_processed_pdf_path: null,
			classification_confidence: null,
			validations: null,
		});
	});

	it.each([
		[{ final_result_pass: true }, true],
		[{ final_result_pass: 'false' }, false],
		[false, false],
	])('says whether its validations passed: %j', (validations, passed) => {
		expect(inFile({ validations })[0].document.validations).toEqual({ final_result_pass: passed });
	});
});
