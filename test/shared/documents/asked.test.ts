import { documentsOf } from '../../../nodes/shared/documents/documents';
import { fieldRows } from '../../../nodes/shared/documents/fieldRows';
import { packetFieldsOf } from '../../../nodes/shared/documents/fields';
import { documentRow, isFlatShape } from '../../../nodes/shared/documents/shapes';
import { documentOf, field, runOf, shapeResults } from './results';

const SCORES = { model: 0.9, ocr: 0.8 };
const full = {
	...documentOf(
		field('Total', '1', {
			confidence: SCORES,
			edit_history: [{ user_id: 'u' }],
			source_coordinates: [{ top_x: 1 }],
			validations: { valid: false, alerts: [{ msg: 'low' }] },
		} as object),
		field('Tax', 'ERROR', { error_msg: 'torn' }),
	),
	classification_confidence: { model: 0.7 },
	validations: { final_result_pass: false, alerts: ['sum'] },
	review_completed: true,
	class_edit_history: [{ user_id: 'v' }],
	post_processed_paths: ['p.txt'],
	post_processed_pdf_path: 'p.pdf',
	page_layouts: [{ page_number: 0 }],
} as never;

const PACKET = [
	{
		name: 'Sum',
		value: 2,
		edit_history: [{ user_id: 'w' }],
		input_fields: [{ a: 1 }],
		chosen_field: { a: 1 },
		validations: { valid: true, alerts: [] },
	},
] as never;

const HEAD = { file_name: 'file-1.pdf', class_name: 'Invoice' };
const TAIL = { run_id: 'run-1', batch_id: 7, document_index: 0 };
const FULL = {
	...HEAD,
	page_numbers: [1],
	fields: { Total: '1', Tax: null },
	field_errors: { Tax: 'torn' },
	...TAIL,
};
const BARE = { ...HEAD, page_numbers: [1], fields: {}, ...TAIL };

describe('a document as a row', () => {
	const row = (document: never, includes: object) =>
		shapeResults(runOf([document]), 'documents', includes)[0];

	it('has of all that AI Hub says only what is always there', () => {
		expect(row(full, {})).toEqual(FULL);
		expect(row(documentOf() as never, {})).toEqual(BARE);
	});

	it.each<[string, object, object]>([
		[
			'include_confidence_scores',
			{
				lowest_confidence: 0.9,
				lowest_confidence_field: 'Total',
				classification_confidence: 0.7,
				confidence: { Total: SCORES },
			},
			{
				lowest_confidence: null,
				lowest_confidence_field: null,
				classification_confidence: null,
				confidence: {},
			},
		],
		[
			'include_validation_results',
			{
				failed_validations: 2,
				validation_passed: false,
				validation_alerts: { Total: ['low'] },
				validation_alert_details: { Total: [{ msg: 'low' }] },
				document_validation_alerts: ['sum'],
			},
			{
				failed_validations: 0,
				validation_passed: null,
				validation_alerts: {},
				validation_alert_details: {},
			},
		],
		[
			'include_review_results',
			{
				review_completed: true,
				class_edit_history: [{ user_id: 'v' }],
				edit_history: { Total: [{ user_id: 'u' }] },
			},
			{ review_completed: null, class_edit_history: [], edit_history: {} },
		],
		[
			'include_source_info',
			{
				input_file_path: null,
				post_processed_paths: ['p.txt'],
				post_processed_pdf_path: 'p.pdf',
				page_layouts: [{ page_number: 0 }],
				source_coordinates: { Total: [{ top_x: 1 }] },
			},
			{
				input_file_path: null,
				post_processed_paths: [],
				post_processed_pdf_path: null,
				page_layouts: [],
				source_coordinates: {},
			},
		],
	])('has besides with %s', (flag, ofFull, ofBare) => {
		expect(row(full, { [flag]: true })).toEqual({ ...FULL, ...ofFull });
		expect(row(documentOf() as never, { [flag]: true })).toEqual({ ...BARE, ...ofBare });
	});

	it('has the path of its file where that is asked for', () => {
		const results = { files: [{ input_file_path: 'a/b.pdf', documents: [documentOf()] }] };
		const [told] = shapeResults(results as never, 'documents', { include_source_info: true });
		expect(told).toMatchObject({ file_name: 'b.pdf', input_file_path: 'a/b.pdf' });
	});

	it.each<[string, object]>([
		[
			'include_validation_results',
			{
				packet_valid: { Sum: true },
				packet_validation_alerts: {},
				packet_validation_alert_details: {},
			},
		],
		['include_review_results', { packet_edit_history: { Sum: [{ user_id: 'w' }] } }],
		[
			'include_source_info',
			{ packet_made_from: { Sum: { input_fields: [{ a: 1 }], chosen_field: { a: 1 } } } },
		],
	])('has of fields over all documents, with %s', (flag, expected) => {
		const results = runOf([documentOf()], {}, PACKET);
		const packetOf = (includes: object) => {
			const [{ ...told }] = shapeResults(results, 'files', includes);
			return Object.fromEntries(Object.entries(told).filter(([key]) => key.startsWith('packet')));
		};
		expect(packetOf({})).toEqual({ packet_fields: { Sum: 2 } });
		expect(packetOf({ [flag]: true })).toEqual({ packet_fields: { Sum: 2 }, ...expected });
	});

	it('keeps a field that is called like something of JavaScript', () => {
		const odd = documentOf(field('__proto__', '1', { confidence: SCORES }));
		const [found] = documentsOf(runOf([odd]));
		const { confidence, fields } = documentRow(found, { include_confidence_scores: true });
		for (const named of [confidence, fields] as object[]) {
			expect(Object.keys(named)).toEqual(['__proto__']);
			expect(Object.getPrototypeOf(named)).toBe(Object.prototype);
		}
	});
});

it('files have their documents together, wherever they stand', () => {
	const files = [
		{ original_file_name: 'a.pdf', documents: [documentOf(), documentOf()] },
		{ original_file_name: 'b.pdf', documents: [documentOf()] },
	];
	const rows = shapeResults({ id: 'r', batch_id: '7', files } as never, 'files');
	expect(rows.map(({ documents, ...row }) => [row, (documents as object[]).length])).toEqual([
		[{ file_name: 'a.pdf', file_index: 0, run_id: 'r', batch_id: 7 }, 2],
		[{ file_name: 'b.pdf', file_index: 1, run_id: 'r', batch_id: 7 }, 1],
	]);
});

describe('a field as a row', () => {
	const results = runOf([documentOf(field('Total', 1)), documentOf()], {}, PACKET);
	const rowsWith = (includes: object, conversion?: object, converted?: object) => {
		const documents = documentsOf(results);
		Object.assign(documents[0], conversion && { conversion });
		Object.assign(documents[0].fields[0], converted && { conversion: converted });
		return fieldRows(documents, includes, packetFieldsOf(results));
	};
	const about = { value: null, type: null, field_error: null };

	it('has what is always there, be it of a document, of none or of a file with none', () => {
		expect(rowsWith({})).toEqual([
			{ ...HEAD, ...about, field_name: 'Total', value: 1, type: 'TEXT', ...TAIL },
			{ ...HEAD, ...about, field_name: null, ...TAIL, file_name: 'file-2.pdf' },
			{
				...about,
				field_name: 'Sum',
				value: 2,
				class_name: null,
				packet: true,
				...TAIL,
				file_name: null,
				document_index: null,
			},
		]);
	});

	it.each([
		['include_confidence_scores', { model_confidence: null, ocr_confidence: null }],
		[
			'include_validation_results',
			{ valid: null, validation_alerts: [], validation_alert_details: [] },
		],
		['include_review_results', { edit_history: [] }],
		['include_source_info', { source_coordinates: [] }],
	])('has what nothing is said of with %s, too', (flag, expected) => {
		const [first] = rowsWith({ [flag]: true });
		expect(first).toEqual({ ...rowsWith({})[0], ...expected });
	});

	it('says what a value was made from wherever one was to be made', () => {
		const nothing = { currency: null, original: null, not_converted: null };
		const whole = { problems: [], absent: [] };
		const beside = [
			{ what: 'currency', name: 'Total currency', value: 'EUR' },
			{ what: 'original', name: 'Total original', value: '1 €' },
		];
		const made = rowsWith({}, whole, { original: '1 €', beside, problems: ['a', 'b'] });
		expect(made[0]).toMatchObject({ currency: 'EUR', original: '1 €', not_converted: 'a; b' });
		expect(made[2]).toMatchObject(nothing);
		expect(Object.keys(made[1])).toEqual(Object.keys(made[0]));
		const none = rowsWith({}, whole, { original: 1, beside: [], problems: [] });
		expect(none[0]).toMatchObject(nothing);
		expect(rowsWith({})[0]).not.toHaveProperty('not_converted');
	});

	it('is none where there is no document', () => {
		expect(fieldRows([], {}, [])).toEqual([]);
	});
});

it('shapes of which every key is a column are flat and rows', () => {
	const shapes = ['documents', 'fields', 'files', 'flat', 'raw', 'rows'] as const;
	expect(shapes.filter(isFlatShape)).toEqual(['flat', 'rows']);
});
