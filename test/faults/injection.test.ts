/**
 * Strings that mean something else to somebody, put where a person or an item can put text: AI Hub
 * gets exactly what was given, in its place, or nothing at all. Every place gets some of the strings,
 * and every string goes to some place; with AIHUB_INJECT=all each goes to each.
 */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { byId, fileItem, World } from '../engine/world';
import type { LoggedRequest } from '../emulator';
import { STRINGS } from './strings';

/** Every so many strings, another one first in each place. */
const STRIDE = process.env.AIHUB_INJECT === 'all' ? 1 : 20;

const GIVEN = '={{ $json.given }}';
const FOLDER = 'emulator-org/Operations/fs/Instabase Drive/in';
/** What a request has, whatever it asks. */
const HEADERS = [
	...['accept', 'accept-encoding', 'authorization', 'connection', 'content-length'],
	...['content-type', 'host', 'ib-context', 'transfer-encoding', 'user-agent'],
];

interface Place {
	parameters: () => INodeParameters | Promise<INodeParameters>;
	/** Paths that may be asked; `:given` is one segment (several in a drive's path), `:name` any one. */
	paths: string[];
	/** Names of query parameters, and of headers of the operation, that may be there. */
	query?: string[];
	headers?: string[];
	/** What has arrived of it at AI Hub, in a body. */
	arrived?: () => unknown[];
	item?: (given: string) => Promise<INodeExecutionData>;
}

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

const store = () => world.emulator.store;
const runs = () => [...store().runs.values()];
const name = { __rl: true, mode: 'name', value: GIVEN };

const byRun = (path: string, ...more: string[]): Place => ({
	parameters: () => ({ runId: byId(GIVEN), returnAll: true, waitLimit: 0 }),
	paths: [path, ...more],
	query: [
		'delete_input',
		'delete_output',
		'delete_logs',
		'delete_db_data',
		'file_offset',
		'include_source_info',
	],
});
const byBatch = (path: string): Place => ({
	parameters: () => ({ batchId: byId(GIVEN), returnAll: true }),
	paths: [path],
	query: ['page_token', 'page_size', 'limit', 'start_token'],
});
const byPath = (method: string): Place => ({
	parameters: () => ({ path: GIVEN, limit: 1, ...(method === 'PUT' && { options: {} }) }),
	paths: ['/v2/files/:given'],
	query: ['expect-node-type', 'limit', 'page_size', 'start-token', 'start_token', 'page_token'],
	headers: ['ib-retry-config', 'if-none-match', 'range'],
	...(method === 'PUT' && { item: async (given) => await fileItem({ data: 'a.txt' }, { given }) }),
});
const start = (options: INodeParameters, arrived: () => unknown[]): Place => ({
	parameters: () => ({ appId: byId(world.appId), batchId: byId(world.batch('a.txt')), options }),
	paths: ['/v2/apps/runs'],
	query: ['from_timestamp', 'to_timestamp', 'limit', 'offset', 'order', 'sort_by', 'username'],
	arrived,
});
const entries = (key: string, value: string) => ({ entries: [{ key, value }] });

const places: Record<string, Place> = {
	'run.get, run ID': byRun('/v2/apps/runs/:given'),
	'run.getResults, run ID': byRun('/v2/apps/runs/:given/results', '/v2/apps/runs/:given'),
	'run.delete, run ID': byRun('/v2/apps/runs/:given'),
	'run.waitForCompletion, run ID': byRun('/v2/apps/runs/:given'),
	'run.downloadProcessedPdfs, run ID': byRun(
		'/v2/apps/runs/:given/results',
		'/v2/apps/runs/:given',
	),
	'job.get, job ID': {
		parameters: () => ({ jobId: GIVEN }),
		paths: ['/v2/jobs/:given', '/v2/batches/jobs/:given'],
	},
	'batch.get, batch ID': byBatch('/v2/batches/:given'),
	'batch.delete, batch ID': byBatch('/v2/batches/:given'),
	'batchFile.getAll, batch ID': byBatch('/v2/batches/:given/files'),
	'batchFile.delete, file name': {
		parameters: () => ({ batchId: byId(world.batch('a.txt')), fileName: name }),
		paths: ['/v2/batches/1001/files/:given'],
	},
	'batchFile.upload, file name': {
		parameters: () => ({ batchId: byId(world.batch()), binaryPropertyName: 'data' }),
		paths: ['/v2/batches/1001/files/:name'],
		item: async (given) => await fileItem({ data: given }, { given }),
	},
	'driveFile.download, path': byPath('GET'),
	'driveFile.getMetadata, path': byPath('HEAD'),
	'driveFile.listFolder, path': byPath('GET'),
	'driveFile.delete, path': byPath('DELETE'),
	'driveFile.upload, path': byPath('PUT'),
	'driveFile.upload, path in a folder': {
		...byPath('PUT'),
		parameters: () => ({ path: `=${FOLDER}/{{ $json.given }}` }),
		paths: [`/v2/files/${encodeURI(FOLDER)}/:given`],
	},
	'secret.create, alias': {
		parameters: () => ({ alias: GIVEN, value: 'value' }),
		paths: ['/v2/aihub/secrets'],
		arrived: () => [...store().secrets.keys()],
	},
	'secret.create, value': {
		parameters: () => ({ alias: '=a{{ $itemIndex }}', value: GIVEN }),
		paths: ['/v2/aihub/secrets'],
		arrived: () => [...store().secrets.values()].map(({ value }) => value),
	},
	'secret.update, alias': {
		parameters: () => ({ alias: GIVEN, updateFields: { description: 'x' } }),
		paths: ['/v2/aihub/secrets'],
	},
	'secret.delete, alias': {
		parameters: () => ({ alias: GIVEN }),
		paths: ['/v2/aihub/secrets'],
	},
	'secret.getAll, alias': {
		parameters: () => ({ filters: { alias: GIVEN } }),
		paths: ['/v2/aihub/secrets'],
		query: ['alias'],
	},
	'batch.create, name': {
		parameters: () => ({ name: GIVEN }),
		paths: ['/v2/batches'],
		arrived: () => [...store().batches.values()].map((batch) => batch.name),
	},
	'batch.create, workspace': {
		parameters: () => ({ name: 'a', options: { workspace: GIVEN } }),
		paths: ['/v2/batches'],
		arrived: () => [...store().batches.values()].map(({ workspace }) => workspace),
	},
	'batch.getAll, workspace': {
		parameters: () => ({ limit: 1, filters: { workspace: GIVEN } }),
		paths: ['/v2/batches'],
		query: ['workspace', 'limit', 'offset'],
	},
	'run.runDeployment, deployment ID': {
		parameters: () => ({ deploymentId: byId(GIVEN), batchId: byId(world.batch('a.txt')) }),
		paths: ['/v2/apps/deployments/:given/runs', '/v2/apps/runs'],
	},
	'run.runApp, app name': {
		...start({}, () => []),
		parameters: () => ({ appId: name, batchId: byId(world.batch('a.txt')) }),
	},
	'run.runApp, tag': start({ tags: [GIVEN] }, () => runs().flatMap(({ tags }) => tags)),
	'run.runApp, name of a key': start({ customKeys: entries(GIVEN, 'x') }, () =>
		runs().flatMap(({ customKeys }) => Object.keys(customKeys)),
	),
	'run.runApp, value of a key': start({ customKeys: entries('key', GIVEN) }, () =>
		runs().map(({ customKeys }) => customKeys.key),
	),
	'run.runApp, name of a header of the callback': start(
		{ callbackUrl: 'http://127.0.0.1:9/', callbackHeaders: entries(GIVEN, 'x') },
		() => runs().flatMap(({ webhook }) => Object.keys(webhook?.headers ?? {})),
	),
	'run.runApp, value of a header of the callback': start(
		{ callbackUrl: 'http://127.0.0.1:9/', callbackHeaders: entries('X-Key', GIVEN) },
		() => runs().map(({ webhook }) => webhook?.headers?.['X-Key']),
	),
	'run.getAll, user': {
		parameters: () => ({ limit: 1, filters: { owner: GIVEN } }),
		paths: ['/v2/apps/runs'],
		query: ['from_timestamp', 'to_timestamp', 'limit', 'offset', 'order', 'sort_by', 'username'],
	},
};

const known = new Set(
	STRINGS.flatMap((text) => {
		const bare = text.replace(/^\/+|\/+$/g, '');
		// A drive's path that ends in a slash is a folder: the file keeps its own name there.
		return [text, text.trim(), bare, bare === '' ? 'a.txt' : `${bare}/a.txt`];
	}),
);

/** Whether a path is one of the templates, with nothing but a given string where it stands. */
function isAllowed({ path }: LoggedRequest, templates: string[]): boolean {
	return templates.some((template) => {
		// A file's name is cleaned of what no file system takes; the item says under which it went.
		if (template.endsWith('/:name')) return /^\/[^/]+$/.test(path.slice(template.length - 6));
		const [before, after] = template.split(':given');
		if (after === undefined) return path === before;
		if (!path.startsWith(before) || !path.endsWith(after)) return false;
		const middle = path.slice(before.length, path.length - after.length);
		if (middle.includes('/') && !before.startsWith('/v2/files/')) return false;
		return known.has(decodeURIComponent(middle)) && !/(^|\/)\.{0,2}(\/|$)/.test(middle);
	});
}

it('has at least 400 strings', () => {
	expect(STRINGS.length).toBeGreaterThanOrEqual(400);
});

describe.each(Object.entries(places))('%s', (title, place) => {
	const first = Object.keys(places).indexOf(title) % STRIDE;
	const strings = STRINGS.filter((_, index) => index % STRIDE === first);

	it('is carried as it is, or refused', async () => {
		const items = await Promise.all(
			strings.map(async (given) => (await place.item?.(given)) ?? { json: { given } }),
		);
		const parameters = await place.parameters();
		world.emulator.clearRequests();
		const [operation] = title.split(',');
		const { outputs, error } = await world.run(operation, parameters, {
			items,
			nodeSettings: { onError: 'continueRegularOutput' },
		});
		expect(error).toBeUndefined();

		const { requests } = world.emulator;
		const { paths, query = [], headers = [] } = place;
		expect(
			requests.filter((request) => !isAllowed(request, paths)).map(({ path }) => path),
		).toEqual([]);
		const names = requests.flatMap((request) => [...new URLSearchParams(request.query).keys()]);
		expect([...new Set(names)].filter((one) => !query.includes(one))).toEqual([]);
		const sent = new Set(requests.flatMap((request) => Object.keys(request.headers)));
		expect([...sent].filter((one) => ![...HEADERS, ...headers].includes(one))).toEqual([]);

		const arrived = (place.arrived?.() ?? []).filter((one) => !isOwn(one));
		expect(arrived.filter((one) => !known.has(one as string))).toEqual([]);
		const succeeded = outputs[0].filter(({ json }) => json.error === undefined);
		if (place.arrived) {
			const got = new Set(arrived);
			const lost = succeeded
				.map(({ pairedItem }) => strings[(pairedItem as { item: number }).item])
				// Nothing but blanks is nothing given.
				.filter((given) => given.trim() !== '' && !got.has(given) && !got.has(given.trim()));
			expect(lost).toEqual([]);
		}
		expect(requests.length + outputs[0].length).toBeGreaterThan(0);
		expect(Object.keys(Object.prototype)).toEqual([]);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});
});

/** What the node puts there itself. */
function isOwn(value: unknown): boolean {
	return value === undefined || /^n8n-1-\d+-\w+$|^emulator-user$/.test(value as string);
}
