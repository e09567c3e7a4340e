import type { INodeParameters } from 'n8n-workflow';

import { DocumentWorld, item } from './documents';
import { WAYS, Ways } from './ways';
import { byId } from './world';

let documents: DocumentWorld;
const ways = new Ways(() => documents);

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

const conversions = (...entries: INodeParameters[]): INodeParameters => ({
	conversions: { entries },
});
const TOTAL = { field: 'total due', to: 'amount', decimalSign: 'unclear' };

const invoices = async () =>
	await Promise.all(
		['1.465,48 €', '1.234 €', '12,50 €'].map(async (total, index) => {
			const bytes = Buffer.from(`INVOICE\nInvoice Number: ${index}\nTotal Due: ${total}\n`);
			return await item({ index }, { name: `${index}.txt`, bytes });
		}),
	);

/** A run whose results are these fields, each document in a file of its own. */
const runWith = (...all: Array<Record<string, string>>) =>
	documents.emulator.addRun({
		files: all.map((values, index) => ({
			original_file_name: `${index}.pdf`,
			documents: [
				{
					class_name: 'Invoice',
					fields: Object.entries(values).map(([field_name, value]) => ({ field_name, value })),
				},
			],
		})),
	}).id;

describe('Convert Values in Process', () => {
	it.each(WAYS.flatMap((way) => ['documents', 'flat'].map((shape) => [way, shape] as const)))(
		'by %s, sends what is unclear to Needs Review: %s',
		async (way, shape) => {
			ways.slowly();
			const parameters = { shape, routeOutput: true, ...conversions(TOTAL) };
			const { outputs, error } = await ways.process(way, parameters, await invoices());
			expect(error).toBeUndefined();
			const fieldsOf = (output: number) =>
				outputs[output].map(({ json }) => (shape === 'flat' ? json : json.fields));
			expect(fieldsOf(0)).toMatchObject([
				{ Total_Due: 1465.48, Total_Due_currency: 'EUR', Total_Due_original: '1.465,48 €' },
				{ Total_Due: 12.5 },
			]);
			expect(fieldsOf(1)).toMatchObject([{ Total_Due: '1.234 €', Total_Due_currency: null }]);
			const reason = 'Total_Due: "1.234 €" may be 1.234 or 1234';
			expect([outputs[1][0].json.reasons].flat()).toEqual([reason]);
			expect(outputs[1][0].json.not_converted).toBe(reason);
		},
	);

	it('keeps the run of a value that could not be converted, and deletes that of one that could', async () => {
		const parameters = {
			runMode: 'perItem',
			options: { cleanUp: 'run' },
			...conversions(TOTAL),
		};
		await documents.process(parameters, await invoices());
		expect(documents.asked('deleteRun')).toHaveLength(2);
	});

	it('takes the decimal sign of each item from an expression', async () => {
		const decimalSign = '={{ $json.index === 1 ? "," : "unclear" }}';
		const parameters = { runMode: 'perItem', ...conversions({ ...TOTAL, decimalSign }) };
		const { outputs } = await documents.process(parameters, await invoices());
		expect(outputs[0].map(({ json }) => json.fields)).toMatchObject([
			{ Total_Due: 1465.48 },
			{ Total_Due: 1234 },
			{ Total_Due: 12.5 },
		]);
	});

	it.each([
		[{ ...TOTAL, field: ' ' }, 'An entry of Convert Values names no field'],
		[
			{ ...TOTAL, decimalSign: '={{ "dot" }}' },
			'"dot" in Decimal Sign of total due is not one of ., ,',
		],
		[{ ...TOTAL, to: '={{ "money" }}' }, '"money" in Type of total due is not one of amount, date'],
	])('refuses %j before anything is created', async (entry, message) => {
		const { error } = await documents.process(conversions(entry), await invoices());
		expect(error?.message).toContain(message);
		expect(documents.runs).toHaveLength(0);
		expect(documents.asked('createBatch')).toHaveLength(0);
	});
});

it('Get Results converts in every shape but the raw one', async () => {
	const runId = byId(runWith({ Due: '03/04/2026', Total_Due: '(1.200,00)' }));
	const given = async (shape: string) => {
		const due = { field: 'due', to: 'date', order: 'dayFirst' };
		const parameters = { runId, shape, ...conversions(TOTAL, due) };
		const { outputs, error } = await documents.world.run('run.getResults', parameters);
		expect(error).toBeUndefined();
		return JSON.stringify(outputs[0].map(({ json }) => json));
	};
	for (const shape of ['documents', 'fields', 'files', 'flat', 'rows']) {
		const text = await given(shape);
		for (const value of ['-1200', '"(1.200,00)"', '"2026-04-03"', '"03/04/2026"']) {
			expect(text).toContain(value);
		}
	}
	expect(await given('raw')).not.toContain('-1200');
});
