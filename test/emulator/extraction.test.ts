import { invoicePage, pdf, type Placed } from './pdfs';
import { type Json, RawClient, values } from './support';

let client: RawClient;
beforeAll(async () => {
	client = await RawClient.start({ runSeconds: 0 });
});
afterAll(async () => await client.emulator.close());

async function documentsOf(
	files: Record<string, Buffer | string>,
	settings = {},
	app = 'Invoices',
) {
	const run = await client.run(app, await client.batch(files), settings);
	const results = await client.results(run);
	return { results, documents: results.files.flatMap((file: Json) => file.documents) };
}

const ROWS = [
	['Description', 'Qty', 'Unit price', 'Amount'],
	['Paper, A4', '5', '4.50', '22.50'],
	['Toner', '1', '30.00', '30.00'],
];

it('reads labels and a table as they are printed', async () => {
	const { documents } = await documentsOf({ 'a.pdf': await pdf([invoicePage('INV-7')]) });
	expect(documents).toHaveLength(1);
	expect(documents[0]).toMatchObject({
		class_name: 'Invoice',
		page_numbers: [1],
		page_layouts: [{ page_number: 0, width: 595.28, height: 841.89 }],
		validations: { final_result_pass: true },
		review_completed: false,
	});
	expect(values(documents[0])).toEqual({
		Invoice_No_: 'INV-7',
		Invoice_Date: '2026-01-05',
		Vendor: 'Example Supplies',
		Total: '52.50',
		Line_Items: JSON.stringify(ROWS),
	});
	const vendor = documents[0].fields.find((field: Json) => field.field_name === 'Vendor');
	expect(vendor).toMatchObject({ type: 'TEXT', validations: { valid: true, alerts: [] } });
	expect(vendor.confidence.model).toBeGreaterThan(0.9);
	const [place] = vendor.source_coordinates;
	expect(place).toMatchObject({ page_number: 0, top_x: 200 });
	expect(Math.abs(place.top_y - 120)).toBeLessThan(6);
});

it('splits a file where a title starts anew, and carries on over pages', async () => {
	const order: Placed[] = [
		[50, 50, 'PURCHASE ORDER'],
		[50, 80, 'Order No.: PO-1'],
	];
	const more: Placed[] = [[50, 50, 'Ship To: Example Depot']];
	const file = await pdf([invoicePage('INV-1'), order, more]);
	const { documents } = await documentsOf({ 'a.pdf': file });
	const shapes = documents.map((entry: Json) => [entry.class_name, entry.page_numbers]);
	expect(shapes).toEqual([
		['Invoice', [1]],
		['Purchase Order', [2, 3]],
	]);
	expect(values(documents[1])).toEqual({ Order_No_: 'PO-1', Ship_To: 'Example Depot' });
	expect(documents[1].fields[1].source_coordinates[0].page_number).toBe(2);
});

it('validates sums, dates and the required total', async () => {
	const { documents } = await documentsOf({
		'1.pdf': await pdf([invoicePage('INV-1', '99.00')]),
		'2.txt': 'INVOICE\nInvoice Date: 31/31/2026',
	});
	const alerts = documents.map((entry: Json) =>
		entry.fields.flatMap((field: Json) =>
			field.validations.alerts.map((alert: Json) => [
				field.field_name,
				alert.alert_level,
				alert.msg,
			]),
		),
	);
	expect(alerts[0]).toEqual([['Total', 'FAILURE', 'The amounts add up to 52.50, not to 99.00.']]);
	expect(alerts[1]).toEqual([
		['Invoice_Date', 'FAILURE', '"31/31/2026" is not a date.'],
		['Total', 'FAILURE', 'Total is required.'],
	]);
	expect(documents[0].validations.final_result_pass).toBe(false);
});

it('gives odd values a low confidence, always the same', async () => {
	const text = 'Name: Exa?ple\nCity: Example Town\nsecret_id: x1\n3rd party: yes';
	const scores = async () => {
		const { documents } = await documentsOf({ 'a.txt': text });
		return documents[0].fields.map((field: Json) => [field.field_name, field.confidence.model]);
	};
	const first = await scores();
	expect(first.map(([name]: [string]) => name)).toEqual([
		'Name',
		'City',
		'secret__id',
		'_3rd_party',
	]);
	expect(first[0][1]).toBeLessThan(0.6);
	expect(first[1][1]).toBeGreaterThan(0.9);
	expect(await scores()).toEqual(first);
});

it('reads text and CSV files', async () => {
	const lines = [
		'RECEIPT',
		'Number:   12',
		'',
		'Item            Qty   Price',
		'Bread, dark     2     3.10',
		'Tea             1     4.00',
		'',
		'Total           10.20',
	];
	const { documents } = await documentsOf({
		'1.txt': lines.join('\n'),
		'2.csv': 'a,b\n1,"x, ""y"""\n',
	});
	expect(documents.map((entry: Json) => entry.class_name)).toEqual(['Receipt', 'CSV']);
	expect(values(documents[0])).toEqual({
		Number: '12',
		Total: '10.20',
		Line_Items: '[["Item","Qty","Price"],["Bread, dark","2","3.10"],["Tea","1","4.00"]]',
	});
	expect(values(documents[1])).toEqual({ Rows: '[["a","b"],["1","x, \\"y\\""]]' });
});

it('tells of files that it cannot read in the manner of the API', async () => {
	const whole = await pdf([invoicePage('INV-1')]);
	const { results, documents } = await documentsOf({
		'1.pdf': 'no PDF',
		'2.pdf': Buffer.from('%PDF-1.7 and then nothing'),
		'3.pdf': whole,
	});
	expect(results.status).toBe('COMPLETE');
	for (const broken of documents.slice(0, 2)) {
		expect(broken.class_name).toBeNull();
		expect(broken.fields).toMatchObject([{ value: 'ERROR', error_msg: expect.any(String) }]);
	}
	expect(documents[2].class_name).toBe('Invoice');
});

it('opens protected PDFs with the password of the run', async () => {
	const file = await pdf([invoicePage('INV-9')], { userPassword: 'open-it' });
	const passwords = (password: string) => ({
		runtime_config: { instabase: { pdf: { passwords: { 'a.pdf': password } } } },
	});
	const opened = await documentsOf({ 'a.pdf': file }, passwords('open-it'));
	expect(values(opened.documents[0]).Invoice_No_).toBe('INV-9');
	const refused = await documentsOf({ 'a.pdf': file }, passwords('wrong-one'));
	const { error_msg: message } = refused.documents[0].fields[0];
	expect(message).toMatch(/password/);
	expect(message).not.toContain('wrong-one');
});

it('makes a PDF of each document when asked to', async () => {
	const settings = { runtime_config: { generate_post_process_pdf: true } };
	const two = await pdf([invoicePage('INV-1'), [[50, 50, 'RECEIPT 22']]]);
	const { documents } = await documentsOf({ '1.pdf': two, '2.txt': 'Total: 5' }, settings);
	const texts = [];
	for (const { post_processed_pdf_path: path } of documents) {
		const encoded = path.split('/').map(encodeURIComponent).join('/');
		const answer = await client.call('GET', `/v2/files/${encoded}?expect-node-type=file`);
		expect(answer.bytes.subarray(0, 5).toString()).toBe('%PDF-');
		const read = await documentsOf({ 'again.pdf': answer.bytes });
		texts.push(read.documents.map((entry: Json) => [entry.class_name, entry.page_numbers]));
	}
	expect(texts).toEqual([[['Invoice', [1]]], [['Receipt', [1]]], [['Other', [1]]]]);
	const plain = await documentsOf({ '2.txt': 'Total: 5' });
	expect(plain.documents[0].post_processed_pdf_path).toBeUndefined();
});

it('gathers the fields of a packet over its documents', async () => {
	const files = {
		'1.txt': 'LOAN APPLICATION\nBorrower Name: Example Borrower\nLoan Number: 77',
		'2.txt': 'PAY STUB\nEmployee Name: Example Borrower\nLoan Number: 78',
	};
	const { results } = await documentsOf(files, {}, 'Loan Packet');
	expect(results.case_info.fields).toMatchObject([
		{ name: 'Borrower_Name', value: 'Example Borrower', validations: { valid: true } },
		{
			name: 'Loan_Number',
			validations: { valid: false, failures: [{ type: 'all_inputs_match' }] },
		},
	]);
	expect(results.case_info.fields[0].input_fields).toEqual([
		{ record_index: 0, refined_phrase_name: 'Borrower_Name' },
		{ record_index: 1, refined_phrase_name: 'Employee_Name' },
	]);
});
