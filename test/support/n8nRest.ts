import { parse } from 'flatted';
import type { Credential, Execution, Workflow } from './n8nTypes';
import { until } from './until';

/** The owner of every n8n that is set up here. It listens on 127.0.0.1 alone. */
export const OWNER = {
	email: 'owner@example.com',
	firstName: 'Local',
	lastName: 'Owner',
	password: 'AiHub-demo-1',
};

/** The statuses in which n8n will not go on by itself. */
const FINISHED = ['success', 'error', 'crashed', 'canceled'];

export interface ExecutionSummary {
	id: string;
	status: string;
	workflowId: string;
	mode: string;
}

interface Publication {
	status: string;
	triggers: Array<{ errorMessage: string | null }>;
}

/** The REST API that n8n's own editor uses, signed in as the owner. */
export class N8nRest {
	private cookie = '';

	private constructor(
		private readonly url: string,
		private readonly version: string,
	) {}

	/** Sets the owner up on the first call, and signs in. @param url of a started n8n */
	static async signIn(url: string, version: string): Promise<N8nRest> {
		const rest = new N8nRest(url, version);
		const settings = await rest.call<{
			userManagement: { showSetupOnFirstLoad: boolean };
		}>('GET', '/settings');
		if (settings.userManagement.showSetupOnFirstLoad) {
			await rest.call('POST', '/owner/setup', OWNER);
		} else {
			const { email, password } = OWNER;
			await rest.call('POST', '/login', { emailOrLdapLoginId: email, password });
		}
		return rest;
	}

	/**
	 * One call.
	 *
	 * @param path after /rest, with its query
	 * @returns what n8n wraps in `data`
	 * @throws Error with n8n's own answer for every status but 2xx
	 */
	async call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.url}/rest${path}`, {
			method,
			headers: {
				cookie: this.cookie,
				// The cookie is bound to the browser that signed in; this is ours.
				'browser-id': 'n8n-nodes-aihub-tests',
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await response.text();
		if (!response.ok) {
			throw new Error(`n8n answered ${response.status} to ${method} /rest${path}: ${text}`);
		}
		const cookie = response.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
		if (cookie) this.cookie = cookie.split(';')[0];
		return text === '' ? (undefined as T) : (JSON.parse(text).data as T);
	}

	/** The session, as a browser would send it: for Playwright's context. */
	get sessionCookie(): { name: string; value: string } {
		const [name, ...value] = this.cookie.split('=');
		return { name, value: value.join('=') };
	}

	/** Creates a credential, its data in the clear. @returns its id, which n8n chooses */
	async createCredential(credential: Omit<Credential, 'id'>): Promise<string> {
		const { id } = await this.call<{ id: string }>('POST', '/credentials', credential);
		return id;
	}

	/** Replaces a credential's name, type and data. */
	async updateCredential({ id, ...credential }: Credential): Promise<void> {
		await this.call('PATCH', `/credentials/${id}`, credential);
	}

	/** Creates a workflow. @returns it, with the id n8n gave it */
	async createWorkflow(workflow: Omit<Workflow, 'id'>): Promise<Workflow> {
		return await this.call('POST', '/workflows', { settings: {}, active: false, ...workflow });
	}

	async getWorkflow(id: string): Promise<Workflow> {
		return await this.call('GET', `/workflows/${id}`);
	}

	/** Saves changes of a workflow, as the editor's Save does. */
	async patchWorkflow(id: string, changes: Partial<Workflow>): Promise<Workflow> {
		const { versionId } = await this.getWorkflow(id);
		return await this.call('PATCH', `/workflows/${id}`, { versionId, ...changes });
	}

	/**
	 * What the editor's Publish does, in n8n 1 its Active switch: triggers run from now on.
	 *
	 * @throws Error with the reason when a trigger cannot be started
	 */
	async activateWorkflow(id: string): Promise<void> {
		if (isN8n1(this.version)) return void (await this.patchWorkflow(id, { active: true }));
		const { versionId } = await this.getWorkflow(id);
		await this.call('POST', `/workflows/${id}/activate`, { versionId });
		const { status, triggers } = await this.publication(id, /^(published|partial|failed)$/);
		if (status === 'published') return;
		throw new Error(triggers.map(({ errorMessage }) => errorMessage).join('\n'));
	}

	async deactivateWorkflow(id: string): Promise<void> {
		if (isN8n1(this.version)) return void (await this.patchWorkflow(id, { active: false }));
		await this.call('POST', `/workflows/${id}/deactivate`, {});
		await this.publication(id, /^not_published$/);
	}

	/** n8n 2 answers at once, and starts and stops triggers afterwards. */
	private async publication(id: string, wanted: RegExp): Promise<Publication> {
		return await until(
			async () => {
				const now = await this.call<Publication>('GET', `/workflows/${id}/publication-status`);
				return wanted.test(now.status) ? now : undefined;
			},
			{ what: `workflow ${id} to be ${wanted.source}` },
		);
	}

	/** What the editor's Execute Workflow does. @returns the execution's id, at once */
	async runWorkflow(id: string, trigger?: string): Promise<string> {
		const workflowData = await this.getWorkflow(id);
		const name = trigger ?? workflowData.nodes.find((node) => isTrigger(node.type))?.name;
		const { executionId } = await this.call<{ executionId: string }>(
			'POST',
			`/workflows/${id}/run`,
			{ workflowData, triggerToStartFrom: { name } },
		);
		return executionId;
	}

	/**
	 * The newest executions first, each once: n8n asks for what runs and for what does not at the same
	 * time, and lists an execution twice that stops running in between.
	 *
	 * @param workflowId all workflows by default
	 */
	async listExecutions(workflowId?: string, limit = 100): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify(workflowId ? { workflowId } : {}));
		const { results } = await this.call<{ results: ExecutionSummary[] }>(
			'GET',
			`/executions?filter=${filter}&limit=${limit}`,
		);
		return [...new Map(results.map((execution) => [execution.id, execution])).values()];
	}

	/** An execution with the data of all its nodes. */
	async getExecution(id: string): Promise<Execution> {
		const saved = await this.call<{ data: string }>('GET', `/executions/${id}`);
		return { ...saved, data: parse(saved.data) } as unknown as Execution;
	}

	/** Waits until an execution will not go on by itself, then reads it. */
	async finishedExecution(id: string, timeoutMs = 240_000): Promise<Execution> {
		await until(async () => FINISHED.includes((await this.getExecution(id)).status), {
			what: `the end of execution ${id}`,
			timeoutMs,
		});
		return await this.getExecution(id);
	}

	/** As a person retries a failed execution in the list. @returns the new execution's ID */
	async retryExecution(id: string): Promise<string> {
		const { id: retry } = await this.call<{ id: string }>('POST', `/executions/${id}/retry`, {
			loadWorkflow: false,
		});
		return retry;
	}

	async stopExecution(id: string): Promise<void> {
		await this.call('POST', `/executions/${id}/stop`);
	}
}

function isTrigger(type: string): boolean {
	return /trigger$|\.webhook$|\.start$/i.test(type);
}

/** n8n 2 publishes versions of a workflow; n8n 1 has one version, which is active or not. */
export function isN8n1(version: string): boolean {
	return version.startsWith('1.');
}
