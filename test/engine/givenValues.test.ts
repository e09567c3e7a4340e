import { DocumentWorld, itemsWith } from './documents';
import { byId } from './world';

let documents: DocumentWorld;

beforeAll(async () => {
	documents = await DocumentWorld.start();
});

afterAll(async () => await documents.world.close());

beforeEach(() => documents.world.reset());

const lastBody = (operationId: string) => documents.asked(operationId).at(-1)!;

describe('numbers that expressions give where texts are asked for', () => {
	it('are keys, values, tags and passwords', async () => {
		const entries = [{ key: '={{ 7 }}', value: '={{ 8 }}' }];
		const { error } = await documents.process(
			{
				options: {
					customKeys: { entries },
					callbackHeaders: { entries },
					pdfPasswords: { entries },
					tags: '={{ 2024 }}',
					batchName: '={{ 2024 }}',
					outputDir: '={{ 5 }}',
					version: '={{ 1.2 }}',
				},
			},
			await itemsWith('a.txt'),
		);
		expect(error).toBeUndefined();
		expect(documents.runs[0]).toMatchObject({
			customKeys: { 7: '8' },
			outputDir: '5',
			tags: ['2024', expect.stringMatching(/^n8n-/)],
		});
	});

	it('are names of fields and classes in rules', async () => {
		const { outputs, error } = await documents.process(
			{
				routeOutput: true,
				rules: { fieldRules: { entries: [{ field: '={{ 2024 }}' }] }, classes: '={{ 7 }}' },
			},
			await itemsWith('a.txt'),
		);
		expect(error).toBeUndefined();
		expect(JSON.stringify(outputs[1][0].json.reasons)).toContain('2024');
	});

	it.each([
		['batch.create', { name: '={{ 2024 }}' }],
		['secret.create', { alias: '={{ 7 }}', value: '={{ 8 }}', allowedWorkspacesType: 'ALL' }],
		['driveFile.upload', { path: '={{ 7 }}', content: 'text', text: '={{ 8 }}' }],
		['driveFile.download', { path: '={{ 7 }}', binaryPropertyName: '={{ 8 }}' }],
		[
			'batchFile.upload',
			{ batchId: byId(1), binaryPropertyName: '={{ 8 }}', options: { fileName: '={{ 9 }}' } },
		],
		['batchFile.delete', { batchId: byId(1), fileName: '={{ 9 }}' }],
		[
			'run.runApp',
			{ appId: byId('={{ 7 }}'), batchId: byId('={{ 8 }}'), options: { tags: '={{ 9 }}' } },
		],
		['run.getAll', { filters: { username: '={{ 7 }}', runId: '={{ 8 }}', tags: '={{ 9 }}' } }],
	])('end in no mistake of ours: %s', async (operation, parameters) => {
		const { error } = await documents.world.run(operation, parameters as never, {
			items: await itemsWith('a.txt'),
		});
		expect(error?.message ?? '').not.toMatch(/is not a function|undefined|Cannot read/);
	});
});

describe('dates', () => {
	const find = async (startedAfter: unknown) =>
		await documents.world.run('run.getAll', { filters: { startedAfter } } as never);

	it.each([
		['={{ 1767225600000 }}', '2026-01-01T00:00:00Z'],
		['1767225600000', '2026-01-01T00:00:00Z'],
		['={{ 1767225600 }}', '2026-01-01T00:00:00Z'],
		['={{ 1767225600.5 }}', '2026-01-01T00:00:00Z'],
		['={{ DateTime.fromISO("2026-01-01T00:00:00Z") }}', '2026-01-01T00:00:00Z'],
		['={{ new Date("2026-01-01T00:00:00Z") }}', '2026-01-01T00:00:00Z'],
		['2026-01-01T01:00:00+01:00', '2026-01-01T00:00:00Z'],
		['={{ 2026 }}', '2026-01-01T00:00:00Z'],
		['20260101', '2026-01-01T00:00:00Z'],
	])('%s is %s', async (given, iso) => {
		const { error } = await documents.world.run(
			'run.getAll',
			{ filters: { startedAfter: given } },
			{
				workflowSettings: { timezone: 'UTC' },
			},
		);
		expect(error).toBeUndefined();
		const { query } = lastBody('listRuns');
		expect(query).toContain(`from_timestamp=${Date.parse(iso) / 1000}`);
	});

	it.each([
		['01/02/2026', '2026-01-02', '2026-02-01'],
		['1.2.26', '2026-01-02', '2026-02-01'],
		['03-04-2026 10:00', '2026-03-04', '2026-04-03'],
	])('%s is refused, with %s and %s to choose from', async (given, ...days) => {
		const { error } = await find(given);
		expect(error?.message).toContain(`"${given}" in Started After`);
		for (const day of days) expect((error as { description?: string }).description).toContain(day);
		expect(documents.asked('listRuns')).toEqual([]);
	});

	it.each(['02/13/2026', '02/02/2026'])('%s is read, for it can be only one day', async (given) => {
		expect((await find(given)).error).toBeUndefined();
	});

	it.each(['31/31/2026', 'soon', '={{ true }}', '={{ ({}) }}'])('%s is no date', async (given) => {
		expect((await find(given)).error?.message).toMatch(/in Started After is not a date/);
	});
});
