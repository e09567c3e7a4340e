import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import { resources } from '../../nodes/AiHub/resources';
import { type Fields, fieldsByPath } from '../../nodes/shared/n8n/declared';
import { byId, fileItem, INVOICE, World } from './world';

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

/** What an expression may give where it finds nothing, or something else. */
const ODD: Record<string, string[]> = {
	boolean: ['undefined', 'null', '""', 'NaN', '"no"', '({})', '[]'],
	number: ['undefined', 'null', '""', 'NaN', '"many"', '({})', '[]', '-1'],
	options: ['undefined', 'null', '""', '"other"', '({})'],
	string: ['NaN', '({})'],
};
/** In these texts a list may stand, or an object with a mode of its own. */
const NOT_ALONE = ['options.tags', 'options.fileTypes', 'filters.tags', 'columns', 'rules.classes'];

const cases = resources.flatMap((resource) =>
	resource.operations.flatMap((operation) =>
		[...fieldsByPath(operation.fields)]
			.filter(([path, field]) => isExpressible(field) && !NOT_ALONE.includes(path))
			.flatMap(([path, field]) =>
				(ODD[field.type] ?? []).map((odd) => ({
					name: `${resource.value}.${operation.value}`,
					path,
					field,
					fields: fieldsByPath(operation.fields),
					odd,
				})),
			),
	),
);

function isExpressible({ noDataExpression, name }: INodeProperties): boolean {
	return !noDataExpression && name !== 'binaryPropertyName';
}

/** What has to be set for a field to be shown, by its path. */
function shows({ displayOptions }: INodeProperties, beside: string): Array<[string, unknown]> {
	const { resource: _, operation: __, ...show } = displayOptions?.show ?? {};
	return Object.entries(show).map(([name, values]) => [
		name.startsWith('/') ? name.slice(1) : beside + name,
		values?.[0],
	]);
}

/** The parameter under its path, beside all that shows it. */
function parametersWith(path: string, fields: Fields, value: unknown): INodeParameters {
	const [first, inside] = path.split('.');
	const set = new Map<string, unknown>();
	const show = (at: string, beside: string) => {
		for (const [name, wanted] of shows(fields.get(at)!, beside)) {
			if (set.has(name)) continue;
			set.set(name, wanted);
			if (fields.has(name)) show(name, '');
		}
	};
	show(first, '');
	if (inside !== undefined) show(path, `${first}.`);
	set.set(path, value);
	const parameters: Record<string, unknown> = {};
	for (const [name, one] of set) {
		const [outer, inner] = name.split('.');
		if (inner === undefined) parameters[outer] = one;
		else parameters[outer] = { ...(parameters[outer] as object | undefined), [inner]: one };
	}
	return parameters as unknown as INodeParameters;
}

const DRIVE_FILE = 'emulator-org/Operations/fs/Instabase Drive/a.txt';
const WORKING = ['GET', 'HEAD'];

it.each(cases)('$name: $odd in $path is refused before anything is done', async (one) => {
	const { name, path, field, fields, odd } = one;
	const batch = world.batch('a.txt');
	const given = {
		batchId: byId(batch),
		runId: byId(await world.startRun()),
		deploymentId: byId(world.deploymentId),
		appId: byId(world.appId),
		jobId: 'job',
		alias: 'alias',
		value: 'value',
		name: 'name',
		path: DRIVE_FILE,
		inputDir: 'folder',
		mailsFrom: '2026-01-01',
		mailsUntil: '2026-01-02',
		text: 'text',
		fileName: byId('a.txt'),
		...(name === 'secret.create' && { allowedWorkspacesType: 'ALL' }),
	};
	const parameters = { ...given, ...parametersWith(path, fields, `={{ ${odd} }}`) };
	world.emulator.putDriveFile(DRIVE_FILE, INVOICE);
	const before = world.emulator.requests.length;
	const { error, outputs } = await world.run(name, parameters as INodeParameters, {
		items: [await fileItem({ data: 'a.txt' })],
	});
	// Routed items say under Failed what is wrong.
	const [failed] = outputs[2] ?? [];
	const words = error?.message ?? failed?.json.error;
	expect(words).toMatch(new RegExp(`(in|^)\\W*${field.displayName.replace(/\W/g, '.')}`));
	const sent = world.emulator.requests
		.slice(before)
		.filter(({ method }) => !WORKING.includes(method));
	expect(sent).toEqual([]);
});
