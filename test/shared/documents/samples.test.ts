import type { RunResults } from '../../../nodes/shared/api/resources/results';
import type { ResultShape } from '../../../nodes/shared/documents/shapes';
import { describeWithSamples, vendorSample } from '../../support/vendorSamples';
import { everything, shapeResults } from './results';

const sample = vendorSample<RunResults>;

describeWithSamples('the results in the documentation of the vendor', () => {
	it('become documents with the packet fields', () => {
		const rows = shapeResults(sample('results-example-1'), 'documents');
		expect(rows).toMatchObject([
			{
				batch_id: 1235,
				file_name: 'test.png',
				class_name: 'Wage And Tax Statement',
				page_numbers: [1, 2],
				fields: { employers_address_and_ZIP_code: '123 STREET RD ANYWHERE, USA,12345' },
				packet_fields: { Employee_Address: '123 STREET RD ANYWHERE, USA,12345' },
			},
			{ file_name: 'test2.png', class_name: 'Driver License', fields: { sex: 'Male' } },
		]);
	});

	it('become documents with confidence and coordinates', () => {
		const [row] = shapeResults(sample('results-example-2'), 'documents', everything);
		expect(row).toMatchObject({
			batch_id: 9706,
			page_numbers: [],
			page_layouts: [{ page_number: 0, width: 1012, height: 639 }],
			confidence: { employers_address_and_ZIP_code: { model: 0.5900550516 } },
			source_coordinates: {
				employers_address_and_ZIP_code: [{ top_x: 36 }, { top_x: 90 }],
			},
			validation_passed: null,
		});
	});

	it('become documents with alerts and the history of edits', () => {
		const [row] = shapeResults(sample('sdk-results-all-flags'), 'documents', everything);
		const alert = expect.stringContaining('lower than threshold 0.95') as string;
		expect(row).toMatchObject({
			validation_passed: false,
			validation_alerts: { employers_address_and_ZIP_code: [alert] },
			edit_history: { employers_address_and_ZIP_code: [{ modifications: [{}] }] },
			post_processed_pdf_path: expect.stringMatching(/new_file\.txt\.pdf$/) as string,
		});
		expect(Object.keys(row.validation_alerts as object)).toHaveLength(1);
	});

	it('keep a failed field apart from a good one of the same name', () => {
		const results = sample('sdk-results-no-flags-with-error-field');
		const [row] = shapeResults(results, 'documents', everything);
		expect(row).toMatchObject({
			batch_id: 12937,
			fields: { account_number: '1234 1234 1234 1234', account_number_2: null },
			field_errors: { account_number_2: 'dummy error message' },
			packet_fields: { Employer_Address: '123 Any Street, Any City, Any State, 12345' },
			validation_passed: null,
		});
		expect(row).not.toHaveProperty('packet_field_errors');
	});

	const names = [
		'results-example-1',
		'results-example-2',
		'sdk-results-all-flags',
		'sdk-results-no-flags-with-error-field',
	];
	const shapes: ResultShape[] = ['documents', 'fields', 'files', 'flat', 'raw'];

	it.each(names.flatMap((name) => shapes.map((shape) => [name, shape] as const)))(
		'%s has every value in the shape "%s"',
		(name, shape) => {
			const results = sample(name);
			const rows = shapeResults(results, shape, everything, 'a-run');
			const text = JSON.stringify(rows);
			const documents = results.files!.flatMap((file) => file.documents ?? []);
			for (const field of documents.flatMap((one) => one.fields as Array<{ value: string }>)) {
				const shown = shape === 'raw' || field.value !== 'ERROR';
				expect(text.includes(JSON.stringify(field.value))).toBe(shown);
			}
			for (const { value } of results.case_info?.fields ?? []) {
				expect(text).toContain(JSON.stringify(value));
			}
			if (shape !== 'raw') {
				const id = results.id ?? 'a-run';
				expect(rows.map((row) => row.run_id)).toEqual(rows.map(() => id));
			}
		},
	);
});
