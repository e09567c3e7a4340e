import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { pdf } from '../emulator/pdfs';
import { prepareBinary } from '../support/engine';
import { byId, World } from './world';

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

const text = (number: string, rest = '') =>
	Buffer.from(`INVOICE\nInvoice Number: ${number}\nTotal Due: 12.50\n${rest}`);

interface File {
	name: string;
	bytes: Buffer;
}

async function item(json: object, ...files: File[]): Promise<INodeExecutionData> {
	const binary: INodeExecutionData['binary'] = {};
	for (const [index, { name, bytes }] of files.entries()) {
		binary[`file_${index}`] = await prepareBinary(bytes, name, 'text/plain');
	}
	return { json: json as INodeExecutionData['json'], binary };
}

/** Three items with two files each, the second ones all of the same name. */
async function threeItems(): Promise<INodeExecutionData[]> {
	return await Promise.all(
		['a', 'b', 'c'].map(async (letter, index) => {
			return await item(
				{ case: letter },
				{ name: `${letter}.txt`, bytes: text(`${index}1`) },
				{ name: 'same.txt', bytes: text(`${index}2`) },
			);
		}),
	);
}

const process = async (
	parameters: INodeParameters,
	items: INodeExecutionData[],
	options: Parameters<World['run']>[2] = {},
) =>
	await world.run(
		'document.process',
		{ deploymentId: byId(world.deploymentId), ...parameters },
		{ items, ...options },
	);

const numberOf = ({ json }: INodeExecutionData) =>
	(json.fields as { Invoice_Number: string }).Invoice_Number;
const pairOf = ({ pairedItem }: INodeExecutionData) => (pairedItem as { item: number }).item;

describe('Document → Process', () => {
	it.each([
		['all', 1],
		['perItem', 3],
	])('pairs each document with its item: run mode %s', async (runMode, runs) => {
		const { outputs, error } = await process({ runMode }, await threeItems());

		expect(error).toBeUndefined();
		const pairs = outputs[0].map((one) => [pairOf(one), numberOf(one)]);
		expect(pairs.sort()).toEqual([
			[0, '01'],
			[0, '02'],
			[1, '11'],
			[1, '12'],
			[2, '21'],
			[2, '22'],
		]);
		expect(world.emulator.store.runs.size).toBe(runs);
	});

	it('pairs every document of a file that holds several', async () => {
		const pages = await pdf(
			['1', '2'].map((number) => [
				[50, 50, 'INVOICE'],
				[50, 80, `Invoice Number: ${number}`],
			]),
		);
		const { outputs } = await process({}, [await item({}, { name: 'two.pdf', bytes: pages })]);

		expect(outputs[0].map(numberOf)).toEqual(['1', '2']);
		expect(outputs[0].map(pairOf)).toEqual([0, 0]);
	});
});
