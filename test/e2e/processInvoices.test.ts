import { prepareDemo, type Demo } from '../demo/setup';
import { requestedFiles } from '../demo/files';
import type { DocumentRow } from '../demo/tables';
import { printedDocuments, type Printed } from '../samples/printed';
import { testRun } from './modes';
import { errorOf, itemsOf, type Execution } from '../support/n8nTypes';

const printed = printedDocuments();

/** AI Hub's field names are valid names of Python. */
const fieldName = (label: string) => label.replaceAll(' ', '_');

let demo: Demo;

beforeAll(async () => {
	const files = await requestedFiles([]);
	demo = await prepareDemo({ files, version: testRun().version, report: () => {} });
});

afterAll(async () => {
	await demo?.close();
});

describe('the example workflow over the samples', () => {
	let execution: Execution;
	let rows: DocumentRow[];

	beforeAll(async () => {
		const id = await demo.rest.runWorkflow(demo.workflow.id);
		execution = await demo.rest.finishedExecution(id);
		rows = itemsOf(execution, 'Get Results').map((item) => item.json as unknown as DocumentRow);
	});

	const rowOf = ({ file, page_numbers: pages }: Printed) =>
		rows.find((row) => row.file_name === file && row.page_numbers[0] === pages[0]);

	it('succeeds with one item per document', () => {
		expect(execution).toMatchObject({ status: 'success' });
		expect(rows.map((row) => [row.file_name, row.class_name, row.page_numbers]).sort()).toEqual(
			printed.map((each) => [each.file, each.class_name, each.page_numbers]).sort(),
		);
	});

	it.each(printed)('gives the values printed in $file, page $page_numbers.0', (document) => {
		const fields = Object.entries(document.fields).map(([label, value]) => [
			fieldName(label),
			value,
		]);
		expect(rowOf(document)?.fields).toMatchObject(Object.fromEntries(fields));
	});

	it.each(printed.filter(({ table }) => table))(
		'gives every line of the table in $file, page $page_numbers.0',
		(document) => {
			const [header, ...lines] = document.table!.rows;
			const asObjects = lines.map((line) =>
				Object.fromEntries(header.map((name, column) => [name, line[column]])),
			);
			expect(Object.values(rowOf(document)?.fields ?? {})).toContainEqual(asObjects);
		},
	);

	it('says which document does not add up', () => {
		const failed = rows.filter((row) => row.validation_passed === false);
		expect(failed.map((row) => row.file_name)).toEqual(
			printed.filter((each) => !each.adds_up).map((each) => each.file),
		);
	});
});

test('a wrong token ends 1 and says so without showing the token', async () => {
	const { n8n, rest, credential, workflow } = demo;
	const apiToken = 'not-the-right-token';
	await rest.updateCredential({ ...credential, data: { ...credential.data, apiToken } });
	const { exitCode, execution, output } = await n8n.execute(workflow.id);
	expect(exitCode).toBe(1);
	const error = errorOf(execution!);
	expect(error.node).toBe('Create Batch');
	expect(`${error.message} ${error.description}`).toMatch(/token/i);
	expect(output).not.toContain(apiToken);
});
