import { createEmulator, type Emulator, type FaultAction } from '../emulator';
import { itemsOf } from '../support/n8nTypes';
import { until } from '../support/until';
import { testRun } from './modes';
import { chain, E2e, type InputItem, type PartOfQueueMode } from './world';

const ITEMS: InputItem[] = ['1', '2'].map((number) => ({
	json: { case: number },
	files: [{ name: `${number}.txt`, content: `INVOICE\nInvoice Number: ${number}\n` }],
}));

interface Moment {
	name: string;
	deployment: string;
	/** The request that AI Hub keeps waiting at this moment. */
	held?: { operationId: string; action: FaultAction };
}

const WAITS = 'it waits for the run';
const READS = 'it reads the results';

const MOMENTS: Moment[] = [
	{
		name: 'all files are uploaded, and the start has not arrived',
		deployment: 'Invoices Deployment',
		held: { operationId: 'runDeployment', action: { hold: 'before' } },
	},
	{
		name: 'the answer to the start is on its way',
		deployment: 'Invoices Deployment',
		held: { operationId: 'runDeployment', action: { hold: 'after' } },
	},
	{ name: WAITS, deployment: 'Slow Invoices' },
	{
		name: READS,
		deployment: 'Invoices Deployment',
		held: { operationId: 'getRunResults', action: { hold: 'before' } },
	},
];

const WAYS = MOMENTS.flatMap((moment) =>
	['polling', 'callback'].flatMap((waitBy) =>
		['all', 'perItem'].map((runMode) => ({ moment, waitBy, runMode })),
	),
);

/** A workflow that executes against an AI Hub of its own, which holds it at its moment. */
class Job {
	readonly groups: number;
	executionId = '';

	private constructor(
		readonly name: string,
		private readonly way: (typeof WAYS)[number],
		private readonly e2e: E2e,
		private readonly aiHub: Emulator,
	) {
		this.groups = way.runMode === 'all' ? 1 : ITEMS.length;
	}

	static async start(e2e: E2e, way: (typeof WAYS)[number]): Promise<Job> {
		const { moment, waitBy, runMode } = way;
		const aiHub = await createEmulator({ runSeconds: 1 });
		const name = `${moment.name} (${waitBy}, ${runMode})`;
		const job = new Job(name, way, e2e, aiHub);
		const { held } = moment;
		// Of several groups the first is through, so that one is known and one is not.
		const { operationId } = held ?? {};
		if (held)
			aiHub.faults.add({ match: { operationId }, skip: job.groups - 1, action: held.action });
		const { url: apiRoot, token: apiToken, context: ibContext } = aiHub;
		const data = { apiRoot, apiToken, ibContext };
		const id = await e2e.rest.createCredential({ name, type: 'aiHubApi', data });
		const parameters = {
			resource: 'document',
			operation: 'process',
			deploymentId: e2e.deployment(moment.deployment),
			options: { waitBy, runMode },
		};
		const node = e2e.aiHub(parameters, 'AI Hub', { credentials: { aiHubApi: { id, name } } });
		job.executionId = await e2e.runInProduction(ITEMS, [node], chain([node]));
		return job;
	}

	/** Waits until the execution is where its moment says. */
	async reached(): Promise<void> {
		await until(async () => await this.isThere(), { what: this.name, timeoutMs: 180_000 });
		// It must not end, and call back, while n8n starts again: n8n takes what goes on then for crashed.
		if (!this.way.moment.held)
			for (const { id } of this.started) this.aiHub.setRun(id, { status: 'RUNNING' });
	}

	private async isThere(): Promise<boolean> {
		const { held } = this.way.moment;
		if (held) return this.requests(held.operationId) === this.groups;
		if (this.runs !== this.groups) return false;
		if (this.way.waitBy === 'polling') return this.requests('getRunStatus') > 0;
		return (await this.status()) === 'waiting';
	}

	private requests(operationId: string): number {
		return this.aiHub.requests.filter((request) => request.operationId === operationId).length;
	}

	private async status(): Promise<string> {
		return (await this.e2e.rest.getExecution(this.executionId)).status;
	}

	private get started() {
		return [...this.aiHub.store.runs.values()];
	}

	get runs(): number {
		return this.started.length;
	}

	/** n8n has it in its database, until AI Hub calls back. */
	private get isStored(): boolean {
		return this.way.waitBy === 'callback' && this.way.moment.name === WAITS;
	}

	/**
	 * What happens after the crash: a person retries what n8n lists as crashed; what n8n stored goes on
	 * with the callback.
	 */
	async goesOn(isAlive: boolean): Promise<void> {
		if (isAlive) return await this.isRetriedIfNeeded();
		if (!this.isStored) {
			const crashed = async () => ['crashed', 'error'].includes(await this.status());
			await until(crashed, {
				what: `n8n to notice that this crashed: ${this.name}`,
				timeoutMs: 180_000,
			});
		}
		// Before the Retry, because n8n answers that when the execution has ended.
		for (const { id } of this.started) this.aiHub.setRun(id, { status: 'COMPLETE' });
		if (!this.isStored) {
			this.executionId = await this.e2e.rest.retryExecution(this.executionId);
		}
	}

	/** What n8n was alive for it finishes by itself, or says that it crashed or failed. */
	private async isRetriedIfNeeded(): Promise<void> {
		for (const { id } of this.started) this.aiHub.setRun(id, { status: 'COMPLETE' });
		// What was held is asked for again; a start is left alone: it is still on its way when the person retries.
		if (this.way.moment.name === READS) this.aiHub.dropConnections();
		const { status } = await this.e2e.finished(this.executionId);
		if (status !== 'success') {
			this.executionId = await this.e2e.rest.retryExecution(this.executionId);
		}
	}

	/** @returns the number and the item of every document that came out in the end */
	async documents(): Promise<unknown[]> {
		let execution = await this.e2e.finished(this.executionId);
		// n8n that starts takes what was resumed a moment before for crashed: a person retries it.
		if (this.isStored && execution.status === 'crashed') {
			this.executionId = await this.e2e.rest.retryExecution(this.executionId);
			execution = await this.e2e.finished(this.executionId);
		}
		expect([execution.status, execution.data.resultData.error?.message]).toEqual([
			'success',
			undefined,
		]);
		return itemsOf(execution, 'AI Hub').map(({ json, pairedItem }) => [
			(json.fields as { Invoice_Number: string }).Invoice_Number,
			pairedItem,
		]);
	}

	async close(): Promise<void> {
		await this.aiHub.close();
	}
}

const CRASHES: Array<[what: string, how: 'kill' | 'stop', only?: PartOfQueueMode]> = [
	['the power is cut', 'kill'],
	['the service manager stops n8n', 'stop'],
];
if (testRun().queue) {
	CRASHES.push(
		['the workers are killed', 'kill', 'workers'],
		['Redis is killed', 'kill', 'redis'],
		['PostgreSQL is killed', 'kill', 'postgres'],
	);
}

describe.each(CRASHES)('%s while Process is at work', (_, how, only) => {
	const isAlive = only === 'redis' || only === 'postgres';
	let e2e: E2e;
	const jobs: Job[] = [];

	beforeAll(async () => {
		// In minutes, ms and s: n8n shall notice within a minute what it notices within three hours.
		const env = {
			N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '0.2',
			QUEUE_WORKER_STALLED_INTERVAL: '10000',
			QUEUE_WORKER_LOCK_DURATION: '40000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '5000',
			N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '3',
		};
		e2e = await E2e.start({ n8n: { env } });
		for (const way of WAYS) jobs.push(await Job.start(e2e, way));
		await Promise.all(jobs.map(async (job) => await job.reached()));
		await e2e.restart(how, only);
		await Promise.all(jobs.map(async (job) => await job.goesOn(isAlive)));
	}, 600_000);

	afterAll(async () => {
		await e2e?.close();
		await Promise.all(jobs.map(async (job) => await job.close()));
	});

	it.each(WAYS.map(({ moment, ...way }, index) => ({ when: moment.name, ...way, index })))(
		'when $when ($waitBy, $runMode), all documents come out, of as many runs as there are groups',
		async ({ index }) => {
			const job = jobs[index];
			expect(await job.documents()).toEqual([
				['1', { item: 0 }],
				['2', { item: 1 }],
			]);
			expect(job.runs).toBe(job.groups);
		},
	);
});
