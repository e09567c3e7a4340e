import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { readBinary } from '../support/engine';
import { byId, World } from './world';

const THREE_DOCUMENTS = 'mailroom-three-documents.pdf';

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

const download = async (run: string, more: object = {}) =>
	await world.run('run.downloadProcessedPdfs', { runId: byId(run), ...more });

async function runOverPdf(options: object = { generatePdf: true }): Promise<string> {
	const batch = world.batch();
	const bytes = readFileSync(resolve(__dirname, '../samples', THREE_DOCUMENTS));
	world.emulator.putDriveFile(
		`${world.emulator.store.batches.get(batch)!.path}/${THREE_DOCUMENTS}`,
		bytes,
	);
	const { outputs, error } = await world.run('run.runApp', {
		appId: byId(world.appId),
		batchId: byId(batch),
		options: options as never,
	});
	if (error) throw error;
	return outputs[0][0].json.id as string;
}

it('gives each document of a file its own PDF, with its fields', async () => {
	const { outputs, error } = await download(await runOverPdf(), { binaryPropertyName: 'pdf' });
	expect(error).toBeUndefined();
	expect(outputs[0]).toHaveLength(3);
	for (const [index, { json, binary }] of outputs[0].entries()) {
		expect(json).toMatchObject({ file_name: THREE_DOCUMENTS, document_index: index });
		expect(Object.keys(json.fields as object).length).toBeGreaterThan(0);
		expect(binary!.pdf).toMatchObject({ mimeType: 'application/pdf', fileExtension: 'pdf' });
		expect((await readBinary(binary!.pdf)).subarray(0, 5).toString()).toBe('%PDF-');
		const path = json.processed_pdf as string;
		expect(binary!.pdf.fileName).toBe(path.split('/').pop());
		expect(await readBinary(binary!.pdf)).toEqual(world.emulator.store.drive.bytes(path));
	}
	const paths = outputs[0].map(({ json }) => json.processed_pdf);
	expect(new Set(paths).size).toBe(3);
});

it('says of a document that it has none, and how to get one', async () => {
	const { outputs, error } = await download(await runOverPdf({}));
	expect(error).toBeUndefined();
	expect(outputs[0]).toHaveLength(3);
	for (const { json, binary } of outputs[0]) {
		expect(json).toMatchObject({
			processed_pdf: null,
			processed_pdf_message: expect.stringContaining('Generate Processed PDFs') as string,
		});
		expect(binary).toBeUndefined();
	}
});

it('says which PDF could not be downloaded', async () => {
	const run = await runOverPdf();
	const { outputs } = await download(run);
	const path = outputs[0][1].json.processed_pdf as string;
	world.emulator.store.drive.delete(path);
	const { error } = await download(run);
	expect(error?.message).toContain(path);
});
