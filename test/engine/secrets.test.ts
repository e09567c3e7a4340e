import { inspect } from 'node:util';
import type { INodeParameters } from 'n8n-workflow';

import type { FaultAction } from '../emulator';
import { formsOf, WRITERS } from '../support/writers';
import { World } from './world';

/** Characters that JSON and addresses write in another way, so that no form of it is missed. */
const VALUE = 'geheim "é中"\\ &/?';
const FORMS = formsOf(VALUE);

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

const create = async (parameters: INodeParameters = {}) =>
	await world.run('secret.create', { alias: 'erp', value: VALUE, ...parameters });
const update = async (parameters: INodeParameters) =>
	await world.run('secret.update', { alias: 'erp', ...parameters });
const stored = () => world.emulator.store.secrets.get('erp');

function rows(...names: string[]): INodeParameters {
	return {
		entries: names.map((value) => ({ workspace: { __rl: true, mode: 'name', value } })),
	};
}

describe('Secret → Create', () => {
	it.each<[string, INodeParameters, object]>([
		['nobody at first', {}, { allowedWorkspacesType: 'NONE', allowedWorkspaces: [] }],
		[
			'everybody',
			{ allowedWorkspacesType: 'ALL', options: { description: 'Key' } },
			{ allowedWorkspacesType: 'ALL', description: 'Key' },
		],
		[
			'some, in rows',
			{ allowedWorkspacesType: 'SOME', allowedWorkspaces: rows('Operations', 'Claims') },
			{ allowedWorkspacesType: 'SOME', allowedWorkspaces: ['Operations', 'Claims'] },
		],
	])('lets use it: %s', async (_, parameters, expected) => {
		const { error } = await create(parameters);
		expect(error).toBeUndefined();
		expect(stored()).toMatchObject({ value: VALUE, ...expected });
	});

	it('refuses to let only some use it without saying which', async () => {
		const { error } = await create({ allowedWorkspacesType: 'SOME' });
		expect(error).toHaveProperty('description', expect.stringContaining('Add a workspace'));
		expect(world.emulator.requests).toEqual([]);
	});
});

describe('Secret → Update', () => {
	beforeEach(async () => {
		await create({ allowedWorkspacesType: 'ALL', options: { description: 'old' } });
	});

	it.each<[INodeParameters, object]>([
		[{ updateFields: { value: 'next' } }, { value: 'next', description: 'old' }],
		[{ updateFields: { description: 'new' } }, { value: VALUE, description: 'new' }],
		[{ allowedWorkspacesType: 'NONE' }, { value: VALUE, allowedWorkspacesType: 'NONE' }],
	])('changes what is given and nothing else: %p', async (parameters, expected) => {
		const { error } = await update(parameters);
		expect(error).toBeUndefined();
		expect(stored()).toMatchObject({
			allowedWorkspacesType: 'ALL',
			description: 'old',
			...expected,
		});
	});

	it.each<[INodeParameters]>([[{}], [{ updateFields: { value: '' } }]])(
		'refuses to change nothing, or to take the value away: %p',
		async (parameters) => {
			world.emulator.clearRequests();
			const { error } = await update(parameters);
			expect(error).toHaveProperty('description', expect.stringMatching(/\w/));
			expect(world.emulator.requests).toEqual([]);
		},
	);
});

describe('the value of a secret', () => {
	const expectHidden = (...things: unknown[]) => {
		const shown = things
			.map((thing) => JSON.stringify(thing) + inspect(thing, { depth: 20, showHidden: true }))
			.join();
		for (const form of FORMS) expect(shown).not.toContain(form);
	};

	it('is in no output', async () => {
		const results = [
			await create(),
			await update({ updateFields: { value: `${VALUE}!` } }),
			await world.run('secret.getAll', { simplify: false }),
			await world.run('secret.delete', { alias: 'erp' }),
		];
		for (const { outputs, error, hints } of results) {
			expect(error).toBeUndefined();
			expectHidden(outputs, hints);
		}
	});

	it.each<[string, FaultAction]>([
		['a message', { status: 400, body: { message: `${VALUE} is too weak` } }],
		['the request as JSON', { status: 409, body: { message: JSON.stringify({ value: VALUE }) } }],
		['a legacy error', { status: 200, body: { status: 'ERROR', msg: `no: ${VALUE}` } }],
		['a page', { status: 422, body: `<html><title>${VALUE}</title></html>` }],
		...Object.entries(WRITERS).map(([name, write]): [string, FaultAction] => [
			name,
			{ status: 400, body: { message: `no ${write(VALUE)} here` } },
		]),
		['a part of it', { status: 400, body: { message: `no ${VALUE.slice(0, -1)}` } }],
	])('is in no error when AI Hub repeats it: %s', async (_, action) => {
		for (const run of [create, async () => await update({ updateFields: { value: VALUE } })]) {
			world.emulator.faults.add({ match: { path: '/v2/aihub' }, times: 4, action });
			const { error } = await run();
			expect(error).toBeDefined();
			expectHidden(error);
			world.emulator.faults.clear();
		}
	});
});

describe('Secret → Get Many', () => {
	const names = async (parameters: INodeParameters) =>
		(await world.run('secret.getAll', parameters)).outputs[0].map(({ json }) => json.alias);

	beforeEach(async () => {
		await create({ alias: 'a', allowedWorkspacesType: 'ALL' });
		await create({
			alias: 'b',
			allowedWorkspacesType: 'SOME',
			allowedWorkspaces: rows('Operations'),
		});
		await create({ alias: 'c' });
	});

	it.each<[INodeParameters, string[]]>([
		[{}, ['a', 'b', 'c']],
		[{ limit: 2 }, ['a', 'b']],
		[{ limit: 1, returnAll: true }, ['a', 'b', 'c']],
		[{ filters: { alias: 'c' } }, ['c']],
		[{ filters: { workspace: { __rl: true, mode: 'name', value: 'Operations' } } }, ['a', 'b']],
	])('lists as asked: %p', async (parameters, expected) => {
		expect(await names(parameters)).toEqual(expected);
	});
});
