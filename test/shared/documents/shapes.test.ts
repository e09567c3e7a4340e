import { documentOf, everything, field, runOf, shapeResults } from './results';

const total = field('Total', '12.50');

describe('every shape', () => {
	it.each<[unknown, unknown]>([
		['1235', 1235],
		[1235, 1235],
		['', null],
		[null, null],
		[undefined, null],
		['b-7', 'b-7'],
	])('gives the batch %p as %p', (batch_id, expected) => {
		const results = runOf([documentOf(total)], { batch_id: batch_id as string });
		for (const shape of ['documents', 'fields', 'files', 'flat'] as const) {
			expect(shapeResults(results, shape)[0].batch_id).toBe(expected);
		}
	});

	it.each([[0], [null], [undefined]])('survives the finish time %p', (finish_timestamp) => {
		const results = runOf([documentOf(total)], { finish_timestamp, message: null, keys: null });
		for (const shape of ['documents', 'fields', 'files', 'flat', 'raw'] as const) {
			expect(shapeResults(results, shape, everything)).toHaveLength(1);
		}
	});

	it.each([[{}], [{ files: null }], [{ files: [] }], [{ case_info: null }]])(
		'survives results without files: %p',
		(results) => {
			for (const shape of ['documents', 'fields', 'files', 'flat'] as const) {
				expect(shapeResults(results as never, shape, everything)).toEqual([]);
			}
			expect(shapeResults(results as never, 'raw')).toEqual([results]);
		},
	);

	it.each(['documents', 'fields', 'files', 'flat'] as const)(
		'%s lets no file disappear that AI Hub found nothing in',
		(shape) => {
			const results = runOf([documentOf(total), {}], {});
			results.files!.push(
				{ original_file_name: 'broken.pdf', documents: null, error_msg: 'no PDF' },
				{ input_file_path: 'org/ws/fs/Drive/empty.pdf', documents: [] },
			);
			const rows = shapeResults(results, shape);
			expect(rows.map((row) => row.file_name)).toEqual([
				'file-1.pdf',
				'file-2.pdf',
				'broken.pdf',
				'empty.pdf',
			]);
			expect(JSON.stringify(rows[2])).toContain('no PDF');
			expect(JSON.stringify(rows[3])).toContain('found no document');
		},
	);
});

it('documents: says nothing that was not asked for', () => {
	expect(shapeResults(runOf([documentOf(total)]), 'documents')).toEqual([
		{
			run_id: 'run-1',
			batch_id: 7,
			file_name: 'file-1.pdf',
			document_index: 0,
			class_name: 'Invoice',
			page_numbers: [1],
			fields: { Total: '12.50' },
		},
	]);
});

const packetField = {
	name: 'Name',
	value: 'Example Ltd',
	input_fields: [{ record_index: 0 }],
	chosen_field: { record_index: 0 },
	edit_history: [{ user_id: 'u' }],
	validations: { valid: false, failures: [{ msg: 'They differ' }] },
};
const packet = runOf([documentOf(total), documentOf(total)], {}, [
	packetField,
	{ name: 'Sum', value: 'ERROR', error_msg: 'no sum' },
]);
const packetPart = {
	packet_fields: { Name: 'Example Ltd', Sum: null },
	packet_field_errors: { Sum: 'no sum' },
	packet_valid: { Name: false },
	packet_validation_alerts: { Name: ['They differ'] },
	packet_edit_history: { Name: [{ user_id: 'u' }] },
	packet_made_from: { Name: { chosen_field: { record_index: 0 } } },
};

describe('packet fields', () => {
	it('documents: stand on every document', () => {
		const rows = shapeResults(packet, 'documents', everything);
		expect(rows).toMatchObject([packetPart, packetPart]);
	});

	it('files: stand on every file, not on its documents', () => {
		const rows = shapeResults(packet, 'files', everything);
		expect(rows).toMatchObject([packetPart, packetPart]);
		const [document] = rows[0].documents as object[];
		expect(document).toHaveProperty('fields', { Total: '12.50' });
		expect(document).not.toHaveProperty('packet_fields');
	});

	it('fields: are rows of no file', () => {
		const rows = shapeResults(packet, 'fields', everything);
		expect(rows).toHaveLength(4);
		expect(rows.slice(2)).toMatchObject([
			{
				run_id: 'run-1',
				batch_id: 7,
				file_name: null,
				document_index: null,
				packet: true,
				field_name: 'Name',
				value: 'Example Ltd',
				valid: false,
				validation_alerts: ['They differ'],
			},
			{ packet: true, field_name: 'Sum', value: null, field_error: 'no sum' },
		]);
		expect(rows[0]).not.toHaveProperty('packet');
	});

	it('flat: are columns', () => {
		expect(shapeResults(packet, 'flat', everything)[1]).toMatchObject({
			Total: '12.50',
			packet_Name: 'Example Ltd',
			packet_Sum: null,
			validation_alerts: 'packet_Name: They differ',
			errors: 'packet_Sum: no sum',
		});
	});
});

it('fields: gives each value a row with what was asked for', () => {
	const one = field('Total', '12.50', {
		confidence: { model: 0.9, ocr: null },
		validations: { valid: false, alerts: [{ msg: 'too low' }] },
		edit_history: [{ user_id: 'u' }],
		source_coordinates: [{ top_x: 1 }],
	});
	expect(shapeResults(runOf([documentOf(one)]), 'fields', everything)).toEqual([
		{
			run_id: 'run-1',
			batch_id: 7,
			file_name: 'file-1.pdf',
			document_index: 0,
			class_name: 'Invoice',
			field_name: 'Total',
			value: '12.50',
			type: 'TEXT',
			field_error: null,
			model_confidence: 0.9,
			ocr_confidence: null,
			valid: false,
			validation_alerts: ['too low'],
			validation_alert_details: [{ msg: 'too low' }],
			edit_history: [{ user_id: 'u' }],
			source_coordinates: [{ top_x: 1 }],
		},
	]);
});

describe('what was asked for', () => {
	const alert = { msg: 'low', type: 'range', alert_level: 'FAILURE', blocked: true };
	const results = runOf(
		[
			{
				...documentOf(field('Total', '1', { validations: { valid: false, alerts: [alert] } })),
				page_numbers: '2-3' as never,
				page_layouts: [{ page_number: 1, width: 1012, height: 639 }],
				post_processed_paths: ['org/ws/fs/Drive/a.txt'],
				validations: { final_result_pass: false, alerts: ['sum'] } as never,
			},
		],
		{
			status: 'COMPLETE',
			message: 'Done',
			start_timestamp: 1_750_000_000_123_456_789,
			finish_timestamp: 0,
			keys: { custom: { case: 7 } },
		},
		[{ name: 'Sum', validations: { valid: false, failures: [alert] as never } }],
	);
	const asked = { ...everything, run_details: true };
	const run = {
		run_status: 'COMPLETE',
		run_message: 'Done',
		run_started_at: '2025-06-15T15:06:40.123Z',
		run_finished_at: null,
	};

	it('is there in every shape', () => {
		const [document] = shapeResults(results, 'documents', asked);
		expect(document).toMatchObject({
			...run,
			run_custom_keys: { case: 7 },
			page_numbers: [2, 3],
			validation_alerts: { Total: ['low'] },
			validation_alert_details: { Total: [alert] },
			document_validation_alerts: ['sum'],
			packet_validation_alert_details: { Sum: [alert] },
		});
		expect(shapeResults(results, 'fields', asked)).toMatchObject([
			{ ...run, validation_alert_details: [alert] },
			{ ...run, packet: true, validation_alert_details: [alert] },
		]);
		expect(shapeResults(results, 'flat', asked)).toMatchObject([
			{
				...run,
				run_custom_keys: '{"case":7}',
				page_numbers: '2, 3',
				page_layouts: '[{"page_number":1,"width":1012,"height":639}]',
				post_processed_paths: '["org/ws/fs/Drive/a.txt"]',
				validation_alerts: 'sum; Total: low; packet_Sum: low',
			},
		]);
	});

	it('is not there when it was not', () => {
		for (const shape of ['documents', 'fields', 'flat'] as const) {
			expect(shapeResults(results, shape, everything)[0]).not.toHaveProperty('run_message');
		}
	});
});

it('raw: is what AI Hub answered', () => {
	const results = runOf([documentOf(field('Total', 'ERROR', { error_msg: 'x' }))]);
	expect(shapeResults(results, 'raw', everything)).toEqual([results]);
});

it('a file of very many documents, or fields of one name, is no more work than its size', () => {
	const many = Array.from({ length: 10_000 }, () => documentOf(field('a', '1')));
	const same = documentOf(...Array.from({ length: 10_000 }, () => field('a', '1')));
	const results = { files: [{ documents: [...many, same] }] };
	for (const shape of ['documents', 'fields', 'files'] as const) {
		expect(shapeResults(results, shape).length).toBeGreaterThan(0);
	}
}, 20_000);
