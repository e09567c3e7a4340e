import type { IDataObject } from 'n8n-workflow';

import { itemsOf, type Workflow } from '../support/n8nTypes';
import { until } from '../support/until';
import { EVERY_SECOND, PollingWorkflow } from './polling';
import { chain, E2e, node } from './world';

/** Executions at once, half of which wait for a callback. */
const EXECUTIONS = 50;
const TRIGGER = 'AI Hub Trigger';

/** The item of an execution: a file with the number that the webhook was called with. */
const FILE_CODE = `
const { number } = $input.first().json.query;
const data = Buffer.from('INVOICE\\nInvoice Number: ' + number + '\\n').toString('base64');
const file = { data, mimeType: 'text/plain', fileName: number + '.txt' };
return [{ json: { number }, binary: { file } }];`;

let e2e: E2e;

beforeAll(async () => {
	e2e = await E2e.start();
});

afterAll(async () => await e2e?.close());

async function published(nodes: Workflow['nodes'], name: string): Promise<Workflow> {
	const workflow = { name, nodes, connections: chain(nodes) } as unknown as Workflow;
	const created = await e2e.rest.createWorkflow(workflow);
	await e2e.rest.activateWorkflow(created.id);
	return created;
}

/** A workflow that processes a file for each call of its webhook. */
async function processing(waitBy: string): Promise<{ url: string; workflow: Workflow }> {
	const parameters: IDataObject = {
		resource: 'document',
		operation: 'process',
		deploymentId: e2e.deployment('Invoices Deployment'),
		options: { waitBy },
	};
	const webhook = { path: waitBy, httpMethod: 'POST' };
	const workflow = await published(
		[
			node('Start', 'n8n-nodes-base.webhook', webhook, { webhookId: waitBy }),
			node('File', 'n8n-nodes-base.code', { jsCode: FILE_CODE }, { typeVersion: 2 }),
			e2e.aiHub(parameters),
		],
		waitBy,
	);
	return { url: `${e2e.n8n.url}/webhook/${waitBy}`, workflow };
}

async function triggered(name: string): Promise<PollingWorkflow> {
	const workflow = await published(
		[
			node(
				TRIGGER,
				'n8n-nodes-aihub.aiHubTrigger',
				{ pollTimes: EVERY_SECOND, events: ['runCompleted'] },
				{ credentials: { aiHubApi: e2e.credential } },
			),
			node('Then', 'n8n-nodes-base.noOp', {}),
		],
		name,
	);
	return new PollingWorkflow(e2e, workflow, TRIGGER);
}

async function numbersOf(workflow: Workflow, count: number): Promise<unknown[]> {
	const all = await until(
		async () => {
			const list = await e2e.rest.listExecutions(workflow.id);
			return list.length >= count ? list : undefined;
		},
		{ what: `${count} executions` },
	);
	const executions = await Promise.all(all.map(async ({ id }) => await e2e.finished(id)));
	return executions.map((execution) => {
		const documents = itemsOf(execution, 'AI Hub').map(
			({ json }) => (json.fields as { Invoice_Number: string }).Invoice_Number,
		);
		return [itemsOf(execution, 'File')[0]?.json.number, execution.status, ...documents];
	});
}

test(`${EXECUTIONS} executions at once have a run and a document each, which two triggers on one credential report once each`, async () => {
	const triggers = [await triggered('one'), await triggered('another')];
	await triggers[0].polls(4);
	const ways = [await processing('polling'), await processing('callback')];
	const numbers = Array.from({ length: EXECUTIONS }, (_, index) => index + 1);
	await Promise.all(
		numbers.map(async (number) => {
			const url = `${ways[number % ways.length].url}?number=${number}`;
			// n8n knows a webhook a moment after the workflow is published. What may have been taken is
			// not sent again: that would be another execution.
			const answer = await until(
				async () => {
					const { status } = await fetch(url, { method: 'POST' }).catch((error: Error) => {
						return { status: String(error.cause) };
					});
					return status === 404 ? undefined : { number, status };
				},
				{ what: url },
			);
			expect(answer).toEqual({ number, status: 200 });
		}),
	);
	const perWay = EXECUTIONS / ways.length;
	const came = await Promise.all(
		ways.map(async ({ workflow }) => await numbersOf(workflow, perWay)),
	);
	const inOrder = came
		.flat()
		.sort((one, other) => Number((one as string[])[0]) - Number((other as string[])[0]));
	expect(inOrder).toEqual(numbers.map((number) => [`${number}`, 'success', `${number}`]));

	const runs = [...e2e.emulator.store.runs.values()].map(({ id }) => id);
	expect(runs).toHaveLength(EXECUTIONS);
	const reports = runs.map((id) => `${id} runCompleted`).sort();
	for (const trigger of triggers) expect(await trigger.reports(reports)).toEqual(reports);
}, 300_000);
