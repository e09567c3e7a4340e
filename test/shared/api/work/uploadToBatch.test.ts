import { uploadToBatch } from '../../../../nodes/shared/api/work/uploadToBatch';
import { answerOf, failing, failureOf, ListedRuns } from '../../support/listedRuns';

const BYTES = Buffer.from('%PDF-1.7');

let hub: ListedRuns;
/** The statuses of the uploads to come, and the names in the lists that follow. */
let uploads: number[];
let lists: string[][];
let opened: number;

beforeEach(() => {
	hub = new ListedRuns();
	uploads = [];
	lists = [];
	opened = 0;
	hub.on.addFileToBatch = () => {
		const status = uploads.shift()!;
		return status < 300 ? { status, headers: {}, body: '' } : failing(status);
	};
	hub.on.listFiles = () => {
		const nodes = lists.shift()!.map((name) => ({ name, metadata: { size: BYTES.length } }));
		return answerOf({ nodes });
	};
});

const file = {
	name: 'a.pdf',
	size: BYTES.length,
	open: async () => {
		opened++;
		return (async function* () {
			yield BYTES;
		})();
	},
};
const upload = () => uploadToBatch(hub.api, 7, file);
const asked = () => hub.requests.map(({ operationId }) => operationId);
const NOT_THERE = ['addFileToBatch', 'listFiles', 'listFiles', 'listFiles'];

it('an upload that is certain is not looked for', async () => {
	uploads = [204];
	await upload();
	expect(hub.requests).toEqual([
		{
			operationId: 'addFileToBatch',
			method: 'PUT',
			path: '/v2/batches/7/files/a.pdf',
			headers: { 'content-type': 'application/octet-stream' },
			body: { bytes: BYTES },
			timeoutMs: 300_000,
		},
	]);
});

describe('an upload that is not certain', () => {
	it('is looked for in the list of the batch', async () => {
		uploads = [200];
		lists = [['other.pdf', 'a.pdf']];
		await upload();
		expect(asked()).toEqual(['addFileToBatch', 'listFiles']);
		expect(hub.requests[1]).toMatchObject({ path: '/v2/batches/7/files' });
	});

	it('is done again where it is not in the list', async () => {
		uploads = [200, 200];
		lists = [[], [], [], ['a.pdf']];
		await upload();
		expect(asked()).toEqual([...NOT_THERE, 'addFileToBatch', 'listFiles']);
		expect(hub.slept).toEqual([1_000, 3_000]);
		expect(opened).toBe(2);
	});

	it('is done again, and may be certain then', async () => {
		uploads = [200, 201];
		lists = [[], [], []];
		await upload();
		expect(asked()).toEqual([...NOT_THERE, 'addFileToBatch']);
	});

	it('is a failure after the third time', async () => {
		uploads = [200, 200, 200, 204];
		lists = Array<string[]>(9).fill([]);
		expect(await failureOf(upload())).toMatchObject({
			kind: 'unexpectedAnswer',
			message: 'AI Hub did not keep "a.pdf": the list of batch 7 does not show it',
			hint: 'Run this again. If it comes back, a proxy in between may answer in place of AI Hub.',
		});
		expect(asked()).toEqual([...NOT_THERE, ...NOT_THERE, ...NOT_THERE]);
	});
});

it('an upload that is refused is not tried again', async () => {
	uploads = [400];
	expect(await failureOf(upload())).toMatchObject({
		kind: 'rejected',
		details: { operationId: 'addFileToBatch', apiMessage: 'their 400' },
	});
	expect(asked()).toEqual(['addFileToBatch']);
});
