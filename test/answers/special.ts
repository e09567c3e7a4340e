import { type Case, special } from './corpus';
import { OPERATIONS } from './operations';
import type { Answer } from './server';

const body = (value: unknown): Answer => ({ body: JSON.stringify(value) });
const good = (operation: string) => OPERATIONS[operation].good as Record<string, unknown>;
const file = (name: string) => ({ original_file_name: name, documents: [{ class_name: name }] });
const node = (name: string) => ({ name, metadata: { size: 1 } });
const run = (more: object) => body({ ...good('getRunStatus'), ...more });
const withFiles = (more: object, ...names: string[]) =>
	body({ id: 'run-1', files: names.map(file), ...more });

const CERTAIN = 'It is certain what is meant.';
const NO_LIST = 'A list that is none is no empty list.';

const lists = [
	['listRuns', 'runs'],
	['listBatches', 'batches'],
	['listSecrets', 'secrets'],
	['listFiles', 'nodes'],
].flatMap(([operation, key]) =>
	special(operation, 'a list that is none', NO_LIST, [
		['null', body({ [key]: null }), { error: 'unexpectedAnswer', says: key }],
		['a text', body({ [key]: 'none' }), { error: 'unexpectedAnswer', says: key }],
		['an object', body({ [key]: { a: 1 } }), { error: 'unexpectedAnswer', says: key }],
		['null as an entry', body({ [key]: [null, good(operation)[key]].flat() }), {}],
		['the empty list', body({ [key]: [] }), {}],
	]),
);

const jobs = ['jobStatus', 'pollBatchesJob'].flatMap((operation) =>
	special(operation, 'wrong types', CERTAIN, [
		['a state in lower case', body({ state: 'complete' }), { says: 'complete' }],
		['status in place of state', body({ status: 'DONE' }), { says: 'DONE' }],
		['a message that is none', body({ state: 'FAILED', message: { code: 7 } }), { says: 'FAILED' }],
	]),
);

const deletions = ['deleteBatch', 'deleteFileFromBatch', 'deleteFileOrFolder', 'deleteRun'].flatMap(
	(operation) =>
		special(operation, 'deletions', 'A deletion that was accepted is one.', [
			['a job as a number', { status: 202, ...body({ job_id: 17 }) }, { says: '17' }],
			[
				'a job in Location',
				{ status: 202, headers: { LOCATION: '/v2/jobs/j%201' } },
				{ says: 'j 1' },
			],
			[
				'a Location that cannot be decoded',
				{ status: 202, headers: { Location: '/jobs/%E0%A4' } },
				{ says: '%E0%A4' },
			],
			['a Location of another kind', { status: 204, headers: { Location: '/elsewhere' } }, {}],
		]),
);

const starts = ['runApp', 'runDeployment'].flatMap((operation) =>
	special(operation, 'wrong types', 'A start that was answered is never repeated.', [
		['run_id', body({ run_id: 'run-9' }), { says: 'run-9', sent: 1 }],
		['an ID as a number', body({ id: 17 }), { says: '17', sent: 1 }],
		[
			'a start time in ISO',
			run({ start_timestamp: '2026-01-15T12:00:00Z' }),
			{ says: 'run-1', sent: 1 },
		],
		[
			'no ID, with words',
			body({ message: 'queue is full' }),
			{ error: 'unexpectedAnswer', says: 'queue is full', sent: 1 },
		],
		[
			'an ID that is null',
			body({ id: null, status: 'RUNNING' }),
			{ error: 'unexpectedAnswer', sent: 1 },
		],
		['503, then a run', [{ status: 503 }, run({})], { says: 'run-1', sent: 2 }],
		['429, then a run', [{ status: 429 }, run({})], { says: 'run-1', sent: 2 }],
	]),
);

const results = [
	...special(
		'getRunResults',
		'paging',
		'Nothing of a paid run may be lost, and no list is endless.',
		[
			[
				'has_more missing, and more',
				[withFiles({}, 'a'), withFiles({}, 'b'), withFiles({})],
				{ says: 'b' },
			],
			['has_more missing, the same again', withFiles({}, 'a'), { says: 'a' }],
			[
				'has_more in text',
				[withFiles({ has_more: 'true' }, 'a'), withFiles({ has_more: 'False' }, 'b')],
				{ says: 'b' },
			],
			[
				'two pages in turn',
				[0, 1, 0, 1, 0].map((n) => withFiles({ has_more: true }, `f${n}`)),
				{ error: 'unexpectedAnswer', says: 'repeats' },
			],
			[
				'empty, but more',
				withFiles({ has_more: true }),
				{ error: 'unexpectedAnswer', says: 'promises more' },
			],
			[
				'one cut off, then whole',
				[{ body: '{"files": [' }, withFiles({ has_more: false }, 'a')],
				{ says: 'a' },
			],
		],
	),
	...special('getRunResults', 'wrong types', CERTAIN, [
		['a null file', body({ files: [null], has_more: false }), { says: 'null' }],
		['one file in place of a list', body({ files: file('a'), has_more: false }), { says: 'a' }],
		[
			'page numbers in text',
			body({ files: [{ documents: [{ class_name: 'C', page_numbers: '1-3' }] }], has_more: false }),
			{},
		],
		[
			'digits that do not fit',
			{
				body: '{"has_more":false,"files":[{"documents":[{"class_name":"C","fields":[{"field_name":"N","type":"LIST","value":"[12345678901234567890, 1.50]"}]}]}]}',
			},
			{ says: '12345678901234567890' },
		],
		[
			'more values than can be held',
			{ body: `{"has_more":false,"files":[${'0,'.repeat(10_000_000)}0]}` },
			{ error: 'unexpectedAnswer', says: 'more than 10 million values' },
		],
		[
			'no run at all',
			body({ message: 'no such run' }),
			{ error: 'unexpectedAnswer', says: 'no such run' },
		],
	]),
];

const runs = special('getRunStatus', 'wrong types', CERTAIN, [
	['complete', run({ status: 'complete' }), {}],
	['no ID', body({ status: 'RUNNING' }), { says: 'run-1' }],
	['a time in ISO', run({ start_timestamp: '2026-01-15T12:00:00Z' }), {}],
	['a time in ms', run({ start_timestamp: 1_768_478_400_000 }), {}],
	['a time in text', run({ start_timestamp: '1768478400000000000' }), {}],
	['a time that is none', run({ start_timestamp: { a: 1 } }), {}],
	['tags as a text', run({ tags: 'one' }), { says: 'one' }],
	['tags that are none', run({ tags: 7 }), {}],
	['a message that is none', run({ msg: { code: 7 } }), {}],
	[
		'an error without a run',
		body({ status: 'error', message: 'gone' }),
		{ error: 'rejected', says: 'gone' },
	],
]);

const tokens = special('listFiles', 'paging', 'Nothing is lost, and no list is endless.', [
	[
		'tokens that are numbers',
		[
			body({ nodes: [node('a')], next_page_token: 2 }),
			body({ nodes: [node('b')], has_more: false }),
		],
		{ says: 'b' },
	],
	[
		'new tokens, the same files',
		Array.from({ length: 40 }, (_, n) => body({ nodes: [node('a')], next_page_token: `t${n}` })),
		{ error: 'unexpectedAnswer', says: 'nothing new' },
	],
	[
		'the same token',
		body({ nodes: [node('a')], next_page_token: 't' }),
		{ error: 'unexpectedAnswer', says: 'twice' },
	],
	[
		'a token, but no more',
		body({ nodes: [node('a')], next_page_token: 't', has_more: false }),
		{ says: 'a' },
	],
	[
		'200,000 entries',
		body({ nodes: Array.from({ length: 200_000 }, (_, n) => ({ name: `${n}` })), has_more: false }),
		{},
	],
]);

const page = '<html><title>Sign in</title></html>';
const files = [
	...special('readFile', 'files', 'What is not the file is not stored as one.', [
		[
			'an error as JSON',
			{ body: '{"status":"ERROR","msg":"gone"}', headers: { 'content-TYPE': 'Application/JSON' } },
			{ error: 'rejected', says: 'gone' },
		],
		[
			'404',
			{ status: 404, body: '{"message":"no such file"}' },
			{ error: 'notFound', says: 'no such file' },
		],
		['packed', { body: Buffer.from('words'), gzip: true }, {}],
		['nothing, of a file of five bytes', { body: Buffer.alloc(0) }, { error: 'unexpectedAnswer' }],
		[
			'JSON, of a file of another type',
			{ body: '{"message":"welcome"}' },
			{ error: 'unexpectedAnswer' },
		],
		['203', { status: 203, body: Buffer.from('words') }, {}],
		[
			'a page that calls itself bytes, of a file of five',
			{ body: Buffer.from(page) },
			{ error: 'unexpectedAnswer' },
		],
	]),
	...special('getFileMetadata', 'files', 'What a file is stands in the headers, in any case.', [
		[
			'a folder',
			{ headers: { 'CONTENT-TYPE': 'Application/JSON; charset=utf-8' } },
			{ says: 'folder' },
		],
		[
			'a file',
			{ headers: { 'Content-Type': 'application/pdf', 'Content-Length': '17' } },
			{ says: '17' },
		],
		['a time that is none', { headers: { 'Last-Modified': 'yesterday' } }, { says: 'yesterday' }],
		['404', { status: 404 }, { error: 'notFound' }],
		['204', { status: 204 }, {}],
		['401', { status: 401 }, { error: 'authentication' }],
	]),
];

const ids = [
	...special('createBatch', 'wrong types', CERTAIN, [
		['an ID as text', body({ id: '7' }), { says: '7' }],
		['an error beside an ID', body({ id: 7, error: '' }), { says: '7' }],
	]),
	...special('createMultipartUploadSession', 'wrong types', CERTAIN, []),
];

export const SPECIAL: Case[] = [
	lists,
	jobs,
	deletions,
	starts,
	results,
	runs,
	tokens,
	files,
	ids,
].flat();
