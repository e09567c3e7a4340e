import type { INodeParameters } from 'n8n-workflow';

import { World } from './world';

const HOUR = 3_600_000;

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => {
	world.reset();
	world.emulator.store.auditLogs.length = 0;
});

/** Entries an hour apart, the last one now, with the types in turn. */
function addEntries(count: number, ...types: string[]): number {
	const { store, clock } = world.emulator;
	const now = clock.now();
	const user = store.users.get(world.emulator.token)!;
	for (let entry = 0; entry < count; entry++) {
		const at = now - (count - 1 - entry) * HOUR;
		store.addAuditLog(at, user, types[entry % types.length], { entry });
	}
	return now;
}

async function entries(parameters: INodeParameters) {
	const { outputs, error } = await world.run('auditLog.getAll', parameters);
	if (error) throw error;
	return outputs[0].map(({ json }) => json.entry);
}

it('pages to the end', async () => {
	addEntries(230, 'login_v2');
	expect(await entries({ returnAll: true })).toEqual(
		Array.from({ length: 230 }, (_, index) => 229 - index),
	);
	expect(world.emulator.requests.length).toBeGreaterThan(2);
});

it('keeps to the limit without reading more', async () => {
	addEntries(230, 'login_v2');
	expect(await entries({ limit: 3 })).toEqual([229, 228, 227]);
	expect(world.emulator.requests).toHaveLength(1);
});

it('takes dates as n8n gives them', async () => {
	const now = addEntries(5, 'login_v2');
	const from = new Date(now - 3 * HOUR).toISOString();
	const until = `={{ DateTime.fromMillis(${now - HOUR}) }}`;
	expect(await entries({ filters: { from, until } })).toEqual([3, 2, 1]);
});

it('takes a date without a zone in the zone of the workflow', async () => {
	addEntries(1, 'login_v2');
	const { error } = await world.run(
		'auditLog.getAll',
		{ filters: { from: '2026-01-31T08:00:00' } },
		{ workflowSettings: { timezone: 'Asia/Tokyo' } },
	);
	expect(error).toBeUndefined();
	const { error: refused } = await world.run('auditLog.getAll', { filters: { from: 'soon' } });
	expect(refused?.message).toContain('"soon" in From is not a date');
});

it.each<[string[], number[]]>([
	[['login_v2'], [4, 2, 0]],
	[
		['review_v2', 'login_v2'],
		[5, 4, 3],
	],
	[[], [5, 4, 3]],
])('lists the types %p, newest first', async (logTypes, expected) => {
	addEntries(6, 'login_v2', 'review_v2');
	expect(await entries({ limit: 3, filters: { logTypes } })).toEqual(expected);
});

it('lists what one person did', async () => {
	addEntries(2, 'login_v2');
	expect(await entries({ filters: { email: 'someone-else@example.com' } })).toEqual([]);
	expect(await entries({ filters: { email: 'emulator-user@example.com' } })).toEqual([1, 0]);
});

it('has an ISO time beside the raw one', async () => {
	const now = addEntries(1, 'login_v2');
	const { outputs } = await world.run('auditLog.getAll', {});
	expect(outputs[0][0].json).toEqual({
		entry: 0,
		timestamp_millis: String(now),
		email: 'emulator-user@example.com',
		user_ip: '127.0.0.1',
		log_type: 'login_v2',
		time: new Date(now).toISOString(),
	});
});

it('tells an error that comes with status 200', async () => {
	const { error } = await world.run('auditLog.getAll', { filters: { logTypes: ['nonsense'] } });
	expect(error?.message).toContain('Unknown log_type: nonsense');
});
