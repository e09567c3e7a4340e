import { getRunResults } from '../../../../nodes/shared/api/resources/results';
import { answerOf, failureOf, ListedRuns } from '../../support/listedRuns';

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns();
});

const filesNamed = (...names: string[]) => names.map((name) => ({ original_file_name: name }));
const ABC = filesNamed('a', 'b', 'c');
const offsets = () => hub.requests.map(({ query }) => query?.file_offset);

/** Pages of two files; the last may say that it is. */
function pagesOfTwo(saysMore = true): void {
	hub.on.getRunResults = ({ query }) => {
		const from = Number(query?.file_offset);
		const has_more = from + 2 < ABC.length;
		const files = ABC.slice(from, from + 2);
		return answerOf({ id: `page ${from}`, files, ...(saysMore && { has_more }) });
	};
}

describe('the results of a run', () => {
	it('are asked for with what to include, and given time', async () => {
		hub.on.getRunResults = () => answerOf({ status: 'COMPLETE', files: ABC, has_more: false });
		const includes = {
			include_review_results: true,
			include_confidence_scores: false,
			include_validation_results: true,
			include_source_info: false,
		};
		expect(await getRunResults(hub.api, 'r 1', includes)).toStrictEqual({
			status: 'COMPLETE',
			files: ABC,
			has_more: false,
		});
		expect(hub.requests).toStrictEqual([
			{
				operationId: 'getRunResults',
				method: 'GET',
				path: '/v2/apps/runs/r%201/results',
				query: { ...includes, file_offset: 0 },
				timeoutMs: 300_000,
			},
		]);
	});

	it('are asked for without a word on what is not said to be included', async () => {
		pagesOfTwo();
		await getRunResults(hub.api, 'r1');
		expect(hub.requests[0].query).toStrictEqual({
			include_review_results: undefined,
			include_confidence_scores: undefined,
			include_validation_results: undefined,
			include_source_info: undefined,
			file_offset: 0,
		});
	});

	it.each([
		[true, [0, 2]],
		[false, [0, 2, 3]],
	])('are the files of all pages (says whether there is more: %j)', async (saysMore, asked) => {
		pagesOfTwo(saysMore);
		expect(await getRunResults(hub.api, 'r1')).toStrictEqual({
			id: 'page 0',
			files: ABC,
			has_more: false,
		});
		expect(offsets()).toEqual(asked);
	});

	it.each<[string, object, unknown[]]>([
		['no list', { case_info: {} }, []],
		['null', { case_info: {}, files: null }, []],
		['one that is no list', { files: { original_file_name: 'a' } }, filesNamed('a')],
	])('whose files are %s are read all the same', async (_, page, files) => {
		hub.on.getRunResults = () => answerOf(page);
		expect(await getRunResults(hub.api, 'r1')).toStrictEqual({ ...page, files, has_more: false });
		expect(offsets()).toEqual([0]);
	});

	it('are not to be had from a page that is empty but promises more', async () => {
		hub.on.getRunResults = () => answerOf({ files: [], case_info: {}, has_more: true });
		const error = await failureOf(getRunResults(hub.api, 'r1'));
		expect(error.message).toBe(
			'AI Hub never came to the end of a list: the page at file 0 is empty but promises more',
		);
	});
});

describe('of the results, no more files than enough', () => {
	it.each<[number, number[], boolean]>([
		[1, [0], true],
		[2, [0], true],
		[3, [0, 2], false],
		[4, [0, 2], false],
	])('%i are read from the pages at %j', async (most, asked, has_more) => {
		pagesOfTwo();
		expect(await getRunResults(hub.api, 'r1', {}, most)).toStrictEqual({
			id: 'page 0',
			files: ABC.slice(0, most),
			has_more,
		});
		expect(offsets()).toEqual(asked);
	});

	it('of the last page leave more, when some of it are left out', async () => {
		hub.on.getRunResults = () => answerOf({ files: ABC, has_more: false });
		expect(await getRunResults(hub.api, 'r1', {}, 2)).toStrictEqual({
			files: ABC.slice(0, 2),
			has_more: true,
		});
	});

	it('may leave more where the server does not say', async () => {
		pagesOfTwo(false);
		expect(await getRunResults(hub.api, 'r1', {}, 2)).toMatchObject({ has_more: true });
		expect(offsets()).toEqual([0]);
	});
});
