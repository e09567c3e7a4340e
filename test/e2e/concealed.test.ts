import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Workflow } from '../support/n8nTypes';
import type { FaultAction } from '../emulator';
import { faultyAnswers } from '../faults/faultyAnswers';
import { oneOf, randomFrom } from '../support/random';
import { formsOf } from '../support/writers';
import { EVERY_SECOND } from './polling';
import { E2e, node } from './world';

const SEED = 20260131;
const EXECUTIONS = 24;
/** With what JSON, addresses and forms write in another way. */
const TOKEN = 'geheim-"quoted"/token+77';
const FORMS = [...formsOf(TOKEN), 'token+77'];

let e2e: E2e;

beforeAll(async () => {
	e2e = await E2e.start({
		n8n: { env: { N8N_LOG_LEVEL: 'debug', N8N_LOG_OUTPUT: 'console,file' } },
		emulator: { token: TOKEN },
	});
});

afterAll(async () => await e2e?.close());

/** An AI Hub that tells the token in its errors, besides all that goes wrong in a storm. */
function indiscreet(random: () => number) {
	const storm = faultyAnswers(random, 0.25);
	const echoes: FaultAction[] = [
		{ status: 400, body: { message: `not with Bearer ${TOKEN}` } },
		{ status: 500, body: { error: { headers: { authorization: `Bearer ${TOKEN}` } } } },
		{ rewrite: { status: 502, text: `<p>${TOKEN}</p>`, headers: { 'Content-Type': 'text/html' } } },
	];
	return (target: Parameters<typeof storm>[0]) =>
		random() < 0.1 ? oneOf(random, echoes) : storm(target);
}

async function filesIn(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
		.map((entry) => join(entry.parentPath, entry.name));
}

test("n8n's database, logs and files hold no token, whatever AI Hub answers", async () => {
	const random = randomFrom(SEED);
	const trigger = await e2e.rest.createWorkflow({
		name: 'Trigger',
		nodes: [
			node(
				'AI Hub Trigger',
				'n8n-nodes-aihub.aiHubTrigger',
				{ pollTimes: EVERY_SECOND, events: ['runCompleted', 'runFailed'] },
				{ credentials: { aiHubApi: e2e.credential } },
			),
		],
		connections: {},
	} as unknown as Workflow);
	await e2e.rest.activateWorkflow(trigger.id);

	e2e.emulator.faults.otherwise = indiscreet(random);
	const ids: string[] = [];
	for (let index = 0; index < EXECUTIONS; index++) {
		const content = `INVOICE\nInvoice Number: ${index}\n`;
		const parameters = {
			resource: 'document',
			operation: 'process',
			deploymentId: e2e.deployment('Invoices Deployment'),
			options: { waitBy: index % 2 === 0 ? 'polling' : 'callback', waitLimit: 30 },
		};
		const more = index % 3 === 0 ? { onError: 'continueRegularOutput' as const } : {};
		ids.push(
			await e2e.runInProduction(
				[{ json: {}, files: [{ name: `file-${index}.txt`, content }] }],
				[e2e.aiHub(parameters, 'AI Hub', more)],
			),
		);
	}
	// Those that wait for a call that never comes would otherwise wait for their limit.
	e2e.emulator.faults.clear();
	const statuses = await Promise.all(ids.map(async (id) => (await e2e.finished(id)).status));
	expect(new Set(statuses)).toEqual(new Set(['success', 'error']));

	const { log } = e2e.n8n;
	await e2e.n8n.stop();
	const files = await filesIn(e2e.n8n.userFolder);
	const texts = await Promise.all(files.map(async (file) => await readFile(file, 'latin1')));
	const all = [{ name: 'what n8n printed', text: log }].concat(
		files.map((name, index) => ({ name, text: texts[index] })),
	);
	// What is searched holds what n8n stores and logs.
	const holds = (what: string) => all.filter(({ text }) => text.includes(what));
	expect(holds('file-7.txt').map(({ name }) => name.split('/').at(-1))).toContain(
		'database.sqlite',
	);
	expect(holds('not with Bearer').length).toBeGreaterThan(0);
	expect(holds('aiHubTrigger').map(({ name }) => name.split('/').at(-1))).toContain('n8n.log');
	const bytes = FORMS.map((form) => Buffer.from(form).toString('latin1'));
	expect(bytes.flatMap((form) => holds(form).map(({ name }) => name))).toEqual([]);
}, 400_000);
