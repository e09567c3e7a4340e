import { compareFiles } from '../../../../../nodes/AiHub/resources/document/stages/compareFiles';
import type { Group } from '../../../../../nodes/AiHub/resources/document/stages/types';
import type { BatchFile } from '../../../../../nodes/shared/api/resources/batchFiles';
import type { Run } from '../../../../../nodes/shared/api/resources/runs';
import { answerOf, failing, ListedRuns } from '../../../../shared/support/listedRuns';
import { groupOf } from './groups';

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns();
});

const listed = (name: string, size: number): BatchFile => ({ name, metadata: { size } });
const two = groupOf({ 'a.pdf': 'one', 'b.pdf': 'four' });

/** Whether a run over the batch that has these files is the one of a group. */
async function recognized(
	files: BatchFile[],
	group: Group,
	others: Group[] = [],
	run: Partial<Run> = {},
) {
	hub.on.listFiles = () => answerOf({ nodes: files });
	return await compareFiles(hub.api, { id: '7', batch_id: 5, ...run }, group, [group, ...others]);
}

describe('a run over a batch', () => {
	it('is that of the files that are in it, whatever their order', async () => {
		expect(await recognized([listed('b.pdf', 4), listed('a.pdf', 3)], two)).toBe('yes');
		expect(hub.requests.map(({ path }) => path)).toEqual(['/v2/batches/5/files']);
	});

	it('is known by names that AI Hub has changed', async () => {
		const group = groupOf({ 'Invoice 1.pdf': 'one' });
		expect(await recognized([listed('invoice_1.PDF', 3)], group)).toBe('yes');
	});

	it.each([
		['a file less', [listed('a.pdf', 3)]],
		['a file more', [listed('a.pdf', 3), listed('b.pdf', 4), listed('c.pdf', 5)]],
		['a file of another size', [listed('a.pdf', 3), listed('b.pdf', 5)]],
		['a file of another name', [listed('a.pdf', 3), listed('c.pdf', 4)]],
		['a file twice', [listed('a.pdf', 3), listed('a.pdf', 3)]],
		['a file of unknown size', [listed('a.pdf', 3), { name: 'b.pdf' }]],
		['a file of unknown name', [listed('a.pdf', 3), { metadata: { size: 4 } }]],
		['nothing', []],
	])('is another one where it has %s', async (_, files) => {
		expect(await recognized(files, two)).toBe('no');
	});

	it('is another one where one of two like files is not there', async () => {
		const group = groupOf({ 'a 1.pdf': 'one', 'a_1.pdf': 'two' });
		expect(await recognized([listed('a 1.pdf', 3), listed('a 1.pdf', 3)], group)).toBe('yes');
		expect(await recognized([listed('a 1.pdf', 3)], group)).toBe('no');
	});

	it('is known by all pages of its files', async () => {
		const pages = [
			{ nodes: [listed('a.pdf', 3)], next_page_token: 'next', has_more: true },
			{ nodes: [listed('b.pdf', 4)] },
		];
		hub.on.listFiles = ({ query }) => answerOf(pages[query?.start_token === 'next' ? 1 : 0]);
		expect(await compareFiles(hub.api, { id: '7', batch_id: 5 }, two, [two])).toBe('yes');
	});
});

describe('a mail', () => {
	const group = groupOf({ 'a.eml': 'mail', 'b.pdf': 'four' });

	it('is as any other file where it is in the batch itself', async () => {
		expect(await recognized([listed('a.eml', 4), listed('b.pdf', 4)], group)).toBe('yes');
	});

	it.each([
		['unclear', [listed('b.pdf', 4), listed('x.pdf', 9)]],
		['unclear', [listed('b.pdf', 4), listed('x.pdf', 9), listed('y.pdf', 9)]],
		['no', [listed('b.pdf', 4)]],
		['no', [listed('a.pdf', 4), listed('x.pdf', 9)]],
		['no', []],
	])('may be there as what was in it: %s', async (recognition, files) => {
		expect(await recognized(files, group)).toBe(recognition);
	});

	it('is not what is in the place of two', async () => {
		const mails = groupOf({ 'a.eml': 'mail', 'b.msg': 'mail 2' });
		expect(await recognized([listed('x.pdf', 9)], mails)).toBe('no');
		expect(await recognized([listed('x.pdf', 9), listed('y.pdf', 9)], mails)).toBe('unclear');
	});
});

describe('a run that may be that of another group', () => {
	const files = [listed('a.pdf', 3), listed('b.pdf', 4)];
	const again = groupOf({ 'a.pdf': 'eno', 'b.pdf': 'ruof' });
	const elsewhere = { target: { app: { app_id: 'other' } } };

	it.each<[string, string, Group[]]>([
		['of the same names and sizes', 'unclear', [again]],
		['beside one of others', 'unclear', [groupOf({ 'c.pdf': 'c' }), again]],
		['of others', 'yes', [groupOf({ 'a.pdf': 'one' }), groupOf({ 'a.pdf': '1', 'b.pdf': '2' })]],
		['for another app', 'yes', [groupOf({ 'a.pdf': 'one', 'b.pdf': 'four' }, elsewhere)]],
		['whose mail may be there', 'unclear', [groupOf({ 'a.pdf': 'one', 'm.eml': 'mail' })]],
	])('is known where it is not: a group %s', async (_, recognition, others) => {
		expect(await recognized(files, two, others)).toBe(recognition);
	});

	it('is not that of this group, as much as it may be that of the other', async () => {
		const other = groupOf({ 'a.pdf': 'one', 'c.pdf': 'c' });
		expect(await recognized(files, other, [two])).toBe('no');
	});
});

describe('what cannot be told', () => {
	it('is whose a run without a batch, or a group without files is; nothing is asked', async () => {
		expect(await recognized([], two, [], { batch_id: undefined })).toBe('unclear');
		expect(await recognized([], two, [], { batch_id: null as unknown as undefined })).toBe(
			'unclear',
		);
		expect(await recognized([], groupOf({}))).toBe('unclear');
		expect(hub.requests).toEqual([]);
	});

	it('is not whose a run is whose batch is gone', async () => {
		hub.on.listFiles = () => failing(404);
		expect(await compareFiles(hub.api, { id: '7', batch_id: 5 }, two, [two])).toBe('no');
	});

	it('is whose a run is whose batch is not to be seen', async () => {
		hub.on.listFiles = () => failing(403);
		expect(await compareFiles(hub.api, { id: '7', batch_id: 5 }, two, [two])).toBe('unclear');
	});
});
