import type { ResultDocument } from '../../../nodes/shared/api/resources/results';
import { alignRows } from '../../../nodes/shared/documents/align';
import { documentsOf } from '../../../nodes/shared/documents/documents';
import { flatRows } from '../../../nodes/shared/documents/flat';
import { documentOf, everything, field, runOf, shapeResults } from './results';

const flat = (documents: ResultDocument[], includes = {}) =>
	shapeResults(runOf(documents), 'flat', includes);
const columns = (row: object) => Object.keys(row);
const FIRST = ['file_name', 'class_name', 'page_numbers'];
const LAST = ['errors', 'run_id', 'batch_id', 'document_index'];

it('gives every row the same columns in the same order', () => {
	const rows = flat([
		documentOf(field('Total', '12.50'), field('Vendor', 'Example')),
		{ ...documentOf(field('Name', 'A'), field('Total', '1.00')), class_name: 'Receipt' },
		{},
	]);
	for (const row of rows) {
		expect(columns(row)).toEqual([...FIRST, 'Total', 'Vendor', 'Name', ...LAST]);
	}
	expect(rows).toMatchObject([
		{ Total: '12.50', Vendor: 'Example', Name: null, errors: null },
		{ Total: '1.00', Vendor: null, Name: 'A' },
		{ Total: null, errors: null },
	]);
});

it('keeps the columns of the row itself from fields of their name, in any case', () => {
	const [row] = flat([documentOf(field('run_id', 'mine'), field('Errors', 'none'))]);
	expect(row).toMatchObject({ run_id: 'run-1', run_id_2: 'mine', errors: null, Errors_2: 'none' });
});

it('has no column "error", which n8n would take for a failure', () => {
	const [row] = flat([documentOf(field('error', 'E-17'))]);
	expect(row).toMatchObject({ error_2: 'E-17' });
	expect(row).not.toHaveProperty('error');
});

it('gives names that make one column, or differ in case alone, a column each', () => {
	const names = ['a b', 'a-b', 'a_b', 'A_B', 'a_b_2'];
	const [row] = flat([documentOf(...names.map((name) => field(name, name)))]);
	expect(Object.entries(row).slice(FIRST.length, -LAST.length)).toEqual([
		['a_b', 'a b'],
		['a_b_2', 'a-b'],
		['a_b_3', 'a_b'],
		['A_B_4', 'A_B'],
		['a_b_2_2', 'a_b_2'],
	]);
	const lower = columns(row).map((column) => column.toLowerCase());
	expect(new Set(lower).size).toBe(lower.length);
});

it('puts a field under the same column in all documents', () => {
	const rows = flat([
		documentOf(field('a b', 'first'), field('a_b', 'second')),
		documentOf(field('a_b', 'second')),
	]);
	expect(rows).toMatchObject([
		{ a_b: 'first', a_b_2: 'second' },
		{ a_b: null, a_b_2: 'second' },
	]);
});

it.each([
	['3rd category', '_3rd_category'],
	["driver's license", 'driver_s_license'],
	['Straße 中', 'Straße_中'],
	['---', '_'],
	['__proto__', '__proto__'],
])('makes of "%s" the column "%s"', (name, column) => {
	const [row] = flat([documentOf(field(name, 'x'))]);
	expect(Object.entries(row)).toContainEqual([column, 'x']);
});

it('holds nothing but texts, numbers, true, false and null', () => {
	const [row] = flat(
		[
			documentOf(
				field('Lines', [{ Item: 'Paper' }], { type: 'OBJECT_LIST' }),
				field('Count', 3),
				field('Paid', false),
				field('Empty', ''),
				field('Failed', 'ERROR', { error_msg: 'unreadable' }),
			),
		],
		everything,
	);
	expect(row).toMatchObject({
		page_numbers: '1',
		Lines: '[{"Item":"Paper"}]',
		Count: 3,
		Paid: false,
		Empty: null,
		Failed: null,
		errors: 'Failed: unreadable',
	});
	const odd = Object.values(row).filter((value) => typeof value === 'object' && value !== null);
	expect(odd).toEqual([]);
});

it('has what was asked for, also where a document has none of it', () => {
	const confidence = { model: 0.9, ocr: 0.8 };
	const validations = { valid: false, alerts: [{ msg: 'too low' }] };
	const rows = flat(
		[
			{
				...documentOf(field('Total', '1', { confidence, validations })),
				classification_confidence: { model: 0.7 },
				validations: { final_result_pass: false },
				review_completed: true,
				post_processed_pdf_path: 'org/ws/fs/Drive/a.pdf',
			},
			documentOf(field('Total', '2', { confidence: null, validations: null })),
		],
		everything,
	);
	expect(rows[0]).toMatchObject({
		Total: '1',
		Total_confidence: 0.9,
		Total_ocr_confidence: 0.8,
		classification_confidence: 0.7,
		validation_passed: false,
		validation_alerts: 'Total: too low',
		review_completed: true,
		post_processed_pdf_path: 'org/ws/fs/Drive/a.pdf',
	});
	expect(rows[1]).toMatchObject({
		Total: '2',
		Total_confidence: null,
		classification_confidence: null,
		validation_alerts: null,
		review_completed: null,
	});
	expect(columns(rows[1])).toEqual(columns(rows[0]));
});

it('tells what is wrong with a document and with its fields in one text', () => {
	const unread = field('Total', 'ERROR', { error_msg: 'unreadable' });
	const failed = { error_msg: 'torn', validations: { alerts: ['sum'] } as never };
	expect(flat([{ ...documentOf(unread), ...failed }], everything)).toMatchObject([
		{ errors: 'torn; Total: unreadable', validation_alerts: 'sum' },
	]);
});

it('gives as many cells as n8n can hold, and refuses more', () => {
	const documents = documentsOf(runOf(Array.from({ length: 40 }, () => documentOf())));
	const wide = (width: number) => {
		const columns = Array<string>(width).fill('class_name');
		return alignRows(flatRows(documents, {}, [], columns), columns).rows;
	};
	expect(wide(100_000)).toEqual(documents.map(() => ({ class_name: 'Invoice' })));
	expect(() => wide(100_001)).toThrow(
		expect.objectContaining({
			kind: 'invalidInput',
			message: 'The results would make 40 rows with 100001 columns each, more than n8n can hold',
			hint: 'Name the columns you need in Columns, or choose One Item per Document in Output.',
		}) as Error,
	);
});
