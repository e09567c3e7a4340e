import type { INodeParameters } from 'n8n-workflow';

import { byId, World } from './world';

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(async () => await world.close());

beforeEach(() => world.reset());

const starts = () =>
	world.emulator.requests.filter(({ operationId }) => operationId === 'runDeployment');

async function run(parameters: INodeParameters) {
	const { id } = world.emulator.store.deployments.find(({ upstream }) => upstream === 'mailbox')!;
	return await world.run('run.runDeployment', {
		deploymentId: byId(id),
		input: 'upstream',
		...parameters,
	});
}

const EMPTY = '={{ "" }}';
const [MAY, JUNE] = ['2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z'];

it('takes the e-mails between two times', async () => {
	const { error, outputs } = await run({ mailsFrom: '2000-01-01T00:00:00Z', mailsUntil: MAY });
	expect(error).toBeUndefined();
	expect(outputs[0][0].json).toMatchObject({ id: expect.any(String) });
	expect(starts()).toHaveLength(1);
});

it.each<[string, INodeParameters, string]>([
	['no times', {}, 'issues'],
	['times that turn out empty', { mailsFrom: EMPTY, mailsUntil: EMPTY }, 'E-Mails From is empty'],
	['no beginning', { mailsFrom: EMPTY, mailsUntil: JUNE }, 'E-Mails From is empty'],
	['no end', { mailsFrom: MAY, mailsUntil: EMPTY }, 'E-Mails Until is empty'],
	['an end before its beginning', { mailsFrom: JUNE, mailsUntil: MAY }, 'is before E-Mails From'],
])('is refused before anything is sent with %s', async (_, parameters, message) => {
	const { error } = await run(parameters);
	expect(error?.message).toContain(message);
	expect(starts()).toEqual([]);
});

it('asks a drive for no times', async () => {
	const { error } = await run({ input: 'upstreamDrive' });
	// This deployment of the emulator has a mailbox.
	expect(error?.message).toContain('from_timestamp and to_timestamp are required');
	expect(starts()).toHaveLength(1);
});
