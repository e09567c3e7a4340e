import {
	createSecret,
	deleteSecret,
	listSecrets,
	updateSecret,
} from '../../../../nodes/shared/api/resources/secrets';
import { answerOf, failureOf, ListedRuns } from '../../support/listedRuns';

let hub: ListedRuns;

beforeEach(() => {
	hub = new ListedRuns();
	const done = () => ({ status: 204, headers: {}, body: '' });
	Object.assign(hub.on, { createSecret: done, updateSecret: done, deleteSecret: done });
});

describe('a list of secrets', () => {
	it('is asked for with the filters', async () => {
		hub.on.listSecrets = () => answerOf({ secrets: [null, { alias: 'key' }, 'none'] });
		const filters = { workspace: 'Sales', alias: 'key' };
		expect(await listSecrets(hub.api, filters)).toEqual([{ alias: 'key' }]);
		expect(hub.requests).toStrictEqual([
			{ operationId: 'listSecrets', method: 'GET', path: '/v2/aihub/secrets', query: filters },
		]);
	});

	it('is asked for without filters where there are none', async () => {
		hub.on.listSecrets = () => answerOf({ secrets: [] });
		expect(await listSecrets(hub.api)).toEqual([]);
		expect(hub.requests[0].query).toStrictEqual({});
	});
});

const SECRET = {
	alias: 'key',
	value: 'opensesame',
	allowed_workspaces_type: 'SOME' as const,
	allowed_workspaces: ['Sales'],
};

describe('a secret', () => {
	it('that is created is sent whole, and its value kept out of errors', async () => {
		await createSecret(hub.api, SECRET);
		expect(hub.requests).toStrictEqual([
			{
				operationId: 'createSecret',
				method: 'POST',
				path: '/v2/aihub/secrets',
				body: { json: SECRET },
				sensitive: ['opensesame'],
			},
		]);
	});

	it.each<[string, { alias: string; value?: string; description?: string }, string[]]>([
		['a new value', { alias: 'key', value: 'opensesame' }, ['opensesame']],
		['a new description', { alias: 'key', description: 'of the door' }, []],
	])('that gets %s is sent with what changes', async (_, change, sensitive) => {
		await updateSecret(hub.api, change);
		expect(hub.requests).toStrictEqual([
			{
				operationId: 'updateSecret',
				method: 'PATCH',
				path: '/v2/aihub/secrets',
				body: { json: change },
				sensitive,
			},
		]);
	});

	it('that is deleted is named in the body', async () => {
		await deleteSecret(hub.api, 'key');
		expect(hub.requests).toStrictEqual([
			{
				operationId: 'deleteSecret',
				method: 'DELETE',
				path: '/v2/aihub/secrets',
				body: { json: { alias: 'key' } },
				sensitive: [],
			},
		]);
	});

	it.each([
		['created', async () => await createSecret(hub.api, SECRET)],
		['changed', async () => await updateSecret(hub.api, SECRET)],
	])('that cannot be %s is not in the error', async (_, work) => {
		hub.instead.push(() => ({ status: 400, headers: {}, body: '{"message":"bad: opensesame"}' }));
		const error = await failureOf(work());
		expect(error.kind).toBe('rejected');
		expect(error.message).toContain('bad: ');
		expect(error.message).not.toContain('opensesame');
	});
});
