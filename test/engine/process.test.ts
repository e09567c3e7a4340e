import type { INodeExecutionData } from 'n8n-workflow';

import { pdf } from '../emulator/pdfs';
import { DocumentWorld, invoice, item, itemsWith, numberOf, sourcesOf } from './documents';
import { byId } from './world';

let documents: DocumentWorld;

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

/** Three items with two files each, the second ones all of the same name. */
async function threeItems(): Promise<INodeExecutionData[]> {
	return await Promise.all(
		['a', 'b', 'c'].map(async (letter, index) => {
			return await item(
				{ case: letter },
				{ name: `${letter}.txt`, bytes: invoice(`${index}1`) },
				{ name: 'same.txt', bytes: invoice(`${index}2`) },
			);
		}),
	);
}

const pairs = (items: INodeExecutionData[]) =>
	items.map((one) => [sourcesOf(one), numberOf(one)]).sort();

describe('pairing', () => {
	it.each([
		['all', 1],
		['perItem', 3],
	])('of each document with its item: run mode %s', async (runMode, runs) => {
		const { outputs, error } = await documents.process({ runMode }, await threeItems());

		expect(error).toBeUndefined();
		expect(pairs(outputs[0])).toEqual([
			[[0], '01'],
			[[0], '02'],
			[[1], '11'],
			[[1], '12'],
			[[2], '21'],
			[[2], '22'],
		]);
		expect(documents.runs).toHaveLength(runs);
		expect(documents.emulator.store.batches.size).toBe(runs);
	});

	it('of every document of a file that holds several', async () => {
		const pages = await pdf(
			['1', '2'].map((number) => [
				[50, 50, 'INVOICE'],
				[50, 80, `Invoice Number: ${number}`],
			]),
		);
		const items = [
			...(await itemsWith('one.txt')),
			await item({}, { name: '2.pdf', bytes: pages }),
		];
		const { outputs } = await documents.process({}, items);

		expect(pairs(outputs[0])).toEqual([
			[[0], '0'],
			[[1], '1'],
			[[1], '2'],
		]);
	});

	it('of equal names, within one item and over several, in whatever case', async () => {
		const items = [
			await item(
				{},
				{ name: 'scan.txt', bytes: invoice('00') },
				{ name: 'scan.txt', bytes: invoice('01') },
				{ name: 'SCAN.TXT', bytes: invoice('02') },
			),
			await item({}, { name: 'Scan.txt', bytes: invoice('10') }),
			await item({}, { name: 'scan (2).txt', bytes: invoice('20') }),
		];
		const { outputs, error } = await documents.process({}, items);

		expect(error).toBeUndefined();
		expect(pairs(outputs[0])).toEqual([
			[[0], '00'],
			[[0], '01'],
			[[0], '02'],
			[[1], '10'],
			[[2], '20'],
		]);
	});

	it('of names with any characters', async () => {
		const names = [
			'a b#c?d%.txt',
			'..txt',
			'%2e%2e.txt',
			'é中😀.txt',
			'e\u0301.txt',
			'it\'s; & + = @ "x" <y>.txt',
			'no extension',
			' spaces .txt',
			`${'x'.repeat(251)}.txt`,
			`${'x'.repeat(251)}.txt`,
		];
		const { outputs, error } = await documents.process({}, await itemsWith(...names));

		expect(error).toBeUndefined();
		expect(pairs(outputs[0])).toEqual(names.map((_, index) => [[index], String(index)]).sort());
	});

	it('of a run over more files than a page of results holds', async () => {
		const names = Array.from({ length: 8 }, (_, index) => `${index}.txt`);
		const { outputs } = await documents.process({}, await itemsWith(...names));

		expect(pairs(outputs[0])).toEqual(names.map((_, index) => [[index], String(index)]));
		expect(documents.asked('getRunResults')).toHaveLength(3);
	});
});

describe('what goes in', () => {
	it('are only the fields that are named', async () => {
		const [first] = await threeItems();
		const { outputs } = await documents.process({ binaryPropertyName: 'file_1' }, [first]);
		expect(pairs(outputs[0])).toEqual([[[0], '02']]);
	});

	it('are the numbered fields of a form that took several files in one', async () => {
		const [first] = await threeItems();
		const { outputs, error } = await documents.process({ binaryPropertyName: 'file' }, [first]);
		expect(error).toBeUndefined();
		expect(pairs(outputs[0])).toEqual(
			Object.keys(first.binary!).map((_, index) => [[0], `0${index + 1}`]),
		);
	});

	it('is an existing batch, once, however many items ask for it', async () => {
		const batch = byId(documents.world.batch('x.txt', 'y.txt'));
		const { outputs, error } = await documents.process({ documents: 'batch', batchId: batch }, [
			{ json: {} },
			{ json: {} },
		]);

		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json.file_name)).toEqual(['x.txt', 'y.txt']);
		expect(outputs[0].map(sourcesOf)).toEqual([[0], [0]]);
		expect(documents.runs).toHaveLength(1);
		expect(documents.asked('createBatch')).toEqual([]);
	});

	it('are the batches that the items name, one run each', async () => {
		const ids = [documents.world.batch('x.txt'), documents.world.batch('y.txt')];
		const { outputs } = await documents.process(
			{ documents: 'batch', batchId: byId('={{ $json.id }}') },
			ids.map((id) => ({ json: { id } })),
		);
		expect(outputs[0].map((one) => [one.json.file_name, sourcesOf(one)])).toEqual([
			['x.txt', [0]],
			['y.txt', [1]],
		]);
	});

	it('is a folder of a drive', async () => {
		const folder = 'emulator-org/Operations/fs/Instabase Drive/in box';
		documents.emulator.putDriveFile(`${folder}/z.txt`, invoice('9'));
		const { outputs, error } = await documents.process(
			{ documents: 'folder', inputDir: `${folder}/` },
			[{ json: {} }],
		);
		expect(error).toBeUndefined();
		expect(outputs[0].map(numberOf)).toEqual(['9']);
		expect(documents.asked('createBatch')).toEqual([]);
	});

	it('is named as the template says, shortened to what AI Hub takes', async () => {
		const batchName = `={{ $workflow.name + ' ' + $json.index + ' ' + 'x'.repeat(300) }}`;
		const { error } = await documents.process(
			{ runMode: 'perItem', options: { batchName, workspace: 'Operations' } },
			await itemsWith('a.txt', 'b.txt'),
		);
		expect(error).toBeUndefined();
		const batches = [...documents.emulator.store.batches.values()];
		expect(batches.map(({ name }) => name.slice(0, 16)).sort()).toEqual([
			'Engine test 0 xx',
			'Engine test 1 xx',
		]);
		expect(batches.map(({ workspace }) => workspace)).toEqual(['Operations', 'Operations']);
	});

	it('is read by an app as well', async () => {
		const { outputs, error } = await documents.process(
			{ runWith: 'app', appId: { __rl: true, mode: 'name', value: 'Invoices' } },
			await itemsWith('a.txt'),
		);
		expect(error).toBeUndefined();
		expect(outputs[0].map(numberOf)).toEqual(['0']);
		expect(documents.runs.map(({ deploymentId }) => deploymentId)).toEqual([null]);
	});
});

describe('what is carried along', () => {
	const options = { includeInputFields: true, includeInputFile: true };

	it('are fields and file of the item, the fields under "source"', async () => {
		const items = await threeItems();
		const { outputs } = await documents.process({ options }, items);

		const second = outputs[0].find((one) => numberOf(one) === '12')!;
		expect(second.json.source).toEqual({ case: 'b' });
		expect(second.binary).toEqual({ file_1: items[1].binary!.file_1 });
	});

	it('are columns of their own in flat rows, which take no name from a field', async () => {
		const json = { case: 'a', nested: { x: 1 }, list: [1] };
		const bytes = invoice('7', 'source case: printed\nreasons: printed\nrun url: printed\n');
		const { outputs } = await documents.process({ shape: 'flat', options, routeOutput: true }, [
			await item(json, { name: 'a.txt', bytes }),
		]);
		const [row] = outputs[0];
		expect(Object.values(row.json).filter((value) => value === 'printed')).toHaveLength(3);
		expect(row.json).toMatchObject({
			Invoice_Number: '7',
			source_nested: '{"x":1}',
			source_list: '[1]',
			run_status: 'COMPLETE',
		});
		expect(Object.values(row.json).filter((value) => value === 'a')).toHaveLength(1);
		for (const value of Object.values(row.json)) expect(typeof value).not.toBe('function');
	});

	it('is nothing unless it is asked for', async () => {
		const { outputs } = await documents.process({}, await itemsWith('a.txt'));
		expect(outputs[0][0]).not.toHaveProperty('binary');
		expect(outputs[0][0].json).not.toHaveProperty('source');
	});
});
