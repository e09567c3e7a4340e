import { prepareDemo, type Demo } from '../demo/setup';
import { requestedFiles } from '../demo/files';
import type { DocumentRow } from '../demo/tables';
import expected from '../samples/expected.json';
import { errorOf, itemsOf } from '../support/n8nTypes';

interface Printed {
	class_name: string;
	page_numbers: number[];
	fields: Record<string, string>;
	table: { name: string; rows: string[][] } | null;
	adds_up: boolean;
}

const printed = Object.entries(expected as Record<string, Printed[]>).flatMap(([file, documents]) =>
	documents.map((document) => ({ file, ...document })),
);

/** AI Hub's field names are valid names of Python. */
const fieldName = (label: string) => label.replaceAll(' ', '_');

async function withDemo<T>(token: string | undefined, use: (demo: Demo) => Promise<T>): Promise<T> {
	const files = await requestedFiles([]);
	const demo = await prepareDemo({ files, token, report: () => {} });
	try {
		return await use(demo);
	} finally {
		await demo.close();
	}
}

describe('the example workflow over the samples', () => {
	let exitCode: number;
	let rows: DocumentRow[];

	beforeAll(async () => {
		const result = await withDemo(undefined, ({ n8n, workflow }) => n8n.execute(workflow.id));
		exitCode = result.exitCode;
		if (!result.execution) throw new Error(result.output);
		if (exitCode !== 0) throw new Error(JSON.stringify(errorOf(result.execution)));
		rows = itemsOf(result.execution, 'Get Results').map(
			(item) => item.json as unknown as DocumentRow,
		);
	});

	const rowOf = ({ file, page_numbers: pages }: (typeof printed)[number]) =>
		rows.find((row) => row.file_name === file && row.page_numbers[0] === pages[0]);

	it('ends 0 with one item per document', () => {
		expect(exitCode).toBe(0);
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
	const token = 'not-the-right-token';
	const result = await withDemo(token, ({ n8n, workflow }) => n8n.execute(workflow.id));
	expect(result.exitCode).toBe(1);
	const error = errorOf(result.execution!);
	expect(error.node).toBe('Create Batch');
	expect(`${error.message} ${error.description}`).toMatch(/token/i);
	expect(result.output).not.toContain(token);
});
