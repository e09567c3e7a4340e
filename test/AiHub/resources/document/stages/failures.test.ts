import {
	type Failure,
	itemsOfFailures,
} from '../../../../../nodes/AiHub/resources/document/stages/failures';
import type {
	OutputContext,
	SourceItem,
	StartedRun,
	Wanted,
} from '../../../../../nodes/AiHub/resources/document/stages/types';
import { AiHubError } from '../../../../../nodes/shared/api/wire/errors';
import { BARE_NODE } from '../../../../support/bareNode';

const binary = { data: { data: '', mimeType: 'application/pdf' } };
const sources: SourceItem[] = [{ json: { order: 0 }, binary }, { json: { order: 1 } }];
const context: OutputContext = {
	node: BARE_NODE,
	urlOfRun: ({ id }) => `https://hub/${id}`,
	source: (itemIndex) => sources[itemIndex],
};

const failure = (message: string, itemIndexes: number[], started?: StartedRun): Failure => ({
	error: new AiHubError('unavailable', message, { hint: `About ${message}` }),
	itemIndexes,
	started,
});

/** A run over files of these names, each of the item that its name begins with. */
const runOver = (id: string, ...names: string[]): StartedRun => ({
	run: { id },
	itemIndexes: [...new Set(names.map((name) => Number(name[0])))],
	files: names.map((name) => ({ name, itemIndex: Number(name[0]), property: 'data' })),
	wanted: {} as Wanted,
});

it('nothing failed, nothing comes of it', () => {
	expect(itemsOfFailures(context, [], true)).toEqual([]);
});

it('each input item fails once, with all of its reasons, however many runs it was part of', () => {
	const failures = [failure('one', [0, 1]), failure('other', [1]), failure('one', [1, 0])];
	const items = itemsOfFailures(context, failures, false);
	expect(items).toEqual([
		{
			route: 'failed',
			place: [0, 0, 0],
			item: {
				json: { error: 'one', details: { hint: 'About one' } },
				pairedItem: { item: 0 },
			},
		},
		{
			route: 'failed',
			place: [1, 0, 0],
			item: {
				json: { error: 'one; other', details: { hint: 'About one' } },
				pairedItem: { item: 1 },
			},
		},
	]);
});

it('what is not routed has the keys alone by which n8n tells a failed item', () => {
	const [{ item }] = itemsOfFailures(context, [failure('one', [0], runOver('7', '0.pdf'))], false);
	expect(Object.keys(item.json)).toEqual(['error', 'details']);
	expect(item).not.toHaveProperty('binary');
});

it('what is routed says why, and carries its input along', () => {
	const failures = [failure('one', [0, 1]), failure('other', [1])];
	const [first, second] = itemsOfFailures(context, failures, true);
	expect(first.item).toEqual({
		json: {
			error: 'one',
			details: { hint: 'About one' },
			reasons: ['one'],
			source: { order: 0 },
		},
		binary,
		pairedItem: { item: 0 },
	});
	expect(second.item.json).toMatchObject({
		error: 'one; other',
		reasons: ['one', 'other'],
		source: { order: 1 },
	});
	expect(second.item).not.toHaveProperty('binary');
	expect(second.item.json).not.toHaveProperty('run_id');
});

it('what is routed names the first run of its item, and the files of the item in all its runs', () => {
	const failures = [
		failure('not begun', [0]),
		failure('one', [0, 1], runOver('7', '0a.pdf', '1.pdf')),
		failure('other', [0], runOver('8', '0b.pdf')),
	];
	const [first, second] = itemsOfFailures(context, failures, true);
	expect(first.item.json).toMatchObject({
		file_names: ['0a.pdf', '0b.pdf'],
		run_id: '7',
		run_url: 'https://hub/7',
	});
	expect(second.item.json).toMatchObject({ file_names: ['1.pdf'], run_id: '7' });
});

it('an error that is about a run says where to look at it', () => {
	const error = new AiHubError('runFailed', 'Run 7 failed', { runId: '7', run: { id: '7' } });
	const [{ item }] = itemsOfFailures(context, [{ error, itemIndexes: [1] }], false);
	expect(item.json.details).toMatchObject({ run_id: '7', run_url: 'https://hub/7' });
});
