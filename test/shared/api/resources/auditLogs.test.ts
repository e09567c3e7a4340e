import { getAuditLogs } from '../../../../nodes/shared/api/resources/auditLogs';
import { collect } from '../../../../nodes/shared/api/wire/paginate';
import { answerOf, failing, ListedRuns } from '../../support/listedRuns';

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns();
});

const ENTRIES = ['1', '2', '3'].map((timestamp_millis) => ({ timestamp_millis, email: 'a@b.c' }));

/** What was asked for: the bodies of the requests. */
const asked = () => hub.requests.map(({ body }) => body);

function answering(entries: unknown[], pageSize = 2): void {
	hub.on.getAuditLogs = ({ body }) => {
		const { start } = (body as { json: { start: number } }).json;
		return answerOf({ data: { results: entries.slice(start, start + pageSize) } });
	};
}

describe('the audit log', () => {
	it('is read page by page, to the end', async () => {
		answering(ENTRIES);
		const filters = { log_type: 'LOGIN', email: 'a@b.c', start_time: '1', end_time: '9' };
		expect(await collect(getAuditLogs(hub.api, filters))).toEqual(ENTRIES);
		expect(hub.requests).toStrictEqual(
			[0, 2, 3].map((start) => ({
				operationId: 'getAuditLogs',
				method: 'POST',
				path: '/v1/auditlogs',
				body: { json: { ...filters, start, size: 100 } },
				repeatable: true,
			})),
		);
	});

	it('is asked for without filters where there are none', async () => {
		answering([]);
		expect(await collect(getAuditLogs(hub.api))).toEqual([]);
		expect(asked()).toStrictEqual([{ json: { start: 0, size: 100 } }]);
	});

	it('keeps equal entries of one page, and passes over what is none', async () => {
		const [one] = ENTRIES;
		answering([one, null, 'text', one], 4);
		hub.instead.push(undefined, () => answerOf({ data: { results: [] } }));
		expect(await collect(getAuditLogs(hub.api))).toEqual([one, one]);
	});

	it('leaves out entries that a later page repeats', async () => {
		const [one, two, three] = ENTRIES;
		answering([one, two, two, three]);
		expect(await collect(getAuditLogs(hub.api))).toEqual([one, two, three]);
	});

	it('is asked for again when a page fails, because asking changes nothing', async () => {
		answering([]);
		hub.api.retries = true;
		hub.instead.push(() => failing(503));
		expect(await collect(getAuditLogs(hub.api))).toEqual([]);
		expect(hub.requests).toHaveLength(2);
	});
});
