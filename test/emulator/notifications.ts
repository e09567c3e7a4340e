import { randomUUID } from 'node:crypto';
import type { Clock, Scheduler } from './clock';
import type { Run, RunStatus } from './entities';
import { statusOf } from './runs';

/** The schemas of Event Grid. */
export type NotificationSchema = 'cloudEvents' | 'eventGrid';

/** Where a deployment's notifications go, as a person sets it up in AI Hub's pages. */
export interface NotificationTarget {
	url: string;
	schema: NotificationSchema;
	/** sent with every request */
	headers?: Record<string, string>;
	/** default: the runs of all deployments and apps */
	deploymentId?: string;
	/** default: all */
	on?: NotificationKind[];
	/** false: sends without asking the address first; default true */
	handshake?: boolean;
}

export type NotificationKind = 'completed' | 'failed' | 'reviewNeeded' | 'started';

const KINDS: Partial<Record<RunStatus, NotificationKind>> = {
	RUNNING: 'started',
	COMPLETE: 'completed',
	FAILED: 'failed',
	CANCELLED: 'failed',
	STOPPED_AT_CHECKPOINT: 'reviewNeeded',
};

const SOURCE = '/emulator/ai-hub';
const TIMEOUT_MS = 30_000;
/** Event Grid's own pauses; some answers end the matter at once. */
const PAUSES_MS = [10_000, 30_000, 60_000, 300_000, 600_000];
const FINAL = [400, 401, 403, 413];

/**
 * Sends the notifications that a deployment can be set up for. The envelope is Event Grid's; what
 * AI Hub puts into it is not published, so the data in it is made up.
 */
export class Notifications {
	private readonly targets: NotificationTarget[] = [];
	private readonly told = new Map<string, RunStatus>();
	private readonly underWay = new Set<Promise<unknown>>();
	private closed = false;

	constructor(
		private readonly clock: Clock,
		private readonly scheduler: Scheduler,
	) {}

	/**
	 * Adds a target, which must pass the handshake of its schema first.
	 * @returns whether it did
	 */
	async add(target: NotificationTarget): Promise<boolean> {
		if (target.handshake !== false && !(await this.shakeHands(target))) return false;
		this.targets.push(target);
		return true;
	}

	/** Sees to it that the beginning of a new run and the end of its time are told. */
	watch(run: Run): void {
		if (this.targets.length === 0) return;
		this.look(run);
		this.scheduler.at(run.startedAt + run.durationMs, () => this.look(run));
	}

	/** Tells of the run's status, once. */
	look(run: Run): void {
		const status = statusOf(run, this.clock.now());
		if (this.told.get(run.id) === status) return;
		this.told.set(run.id, status);
		this.send(run, KINDS[status]);
	}

	/** Tells of a run, whatever was told before. */
	send(run: Run, kind: NotificationKind | undefined): void {
		for (const target of this.targets) {
			if (kind === undefined || (target.on && !target.on.includes(kind))) continue;
			if (target.deploymentId && target.deploymentId !== run.deploymentId) continue;
			const body = notificationOf(run, kind, target.schema, this.clock.now());
			this.attempt(target, body, 0);
		}
	}

	/** Resolves when no notification is on its way (one that waits for its next try is not). */
	async settled(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all(this.underWay);
	}

	close(): void {
		this.closed = true;
	}

	private attempt(target: NotificationTarget, body: unknown, tries: number): void {
		const delivery = post(target, body)
			.then((status) => {
				if ((status >= 200 && status < 300) || FINAL.includes(status) || this.closed) return;
				const pauseMs = PAUSES_MS[tries];
				if (pauseMs === undefined) return;
				this.scheduler.at(this.clock.now() + pauseMs, () => this.attempt(target, body, tries + 1));
			})
			.finally(() => this.underWay.delete(delivery));
		this.underWay.add(delivery);
	}

	private async shakeHands(target: NotificationTarget): Promise<boolean> {
		try {
			return await (target.schema === 'cloudEvents' ? mayPost(target) : givesBack(target));
		} catch {
			return false;
		}
	}
}

/** A notification as Event Grid delivers it: a list of one event, or a CloudEvent. */
export function notificationOf(
	run: Run,
	kind: NotificationKind,
	schema: NotificationSchema,
	now: number,
): unknown {
	const type = `AiHub.Run.${kind}`;
	const time = new Date(now).toISOString();
	const subject = `/deployments/${run.deploymentId ?? 'none'}/runs/${run.id}`;
	const data = { run_id: run.id, deployment_id: run.deploymentId, app_id: run.appId };
	if (schema === 'cloudEvents') {
		const envelope = { specversion: '1.0', id: randomUUID(), source: SOURCE, type, subject, time };
		return { ...envelope, datacontenttype: 'application/json', data };
	}
	return [
		{
			...eventOf(type, subject, time),
			data,
			dataVersion: '1.0',
			metadataVersion: '1',
			topic: SOURCE,
		},
	];
}

const eventOf = (eventType: string, subject: string, eventTime: string) => ({
	id: randomUUID(),
	eventType,
	subject,
	eventTime,
});

/** @returns the status of the answer, 0 for none */
async function post(target: NotificationTarget, body: unknown): Promise<number> {
	try {
		const response = await request(target, body);
		await response.arrayBuffer();
		return response.status;
	} catch {
		return 0;
	}
}

async function request(
	{ url, schema, headers }: NotificationTarget,
	body: unknown,
	aegType = 'Notification',
): Promise<Response> {
	const isCloudEvent = schema === 'cloudEvents';
	return await fetch(url, {
		method: 'POST',
		headers: {
			...headers,
			'content-type': `application/${isCloudEvent ? 'cloudevents+json' : 'json'}; charset=utf-8`,
			'aeg-event-type': aegType,
		},
		body: JSON.stringify(body),
		signal: AbortSignal.timeout(TIMEOUT_MS),
	});
}

/** Event Grid's own schema: the address must give a code back. */
async function givesBack(target: NotificationTarget): Promise<boolean> {
	const validationCode = randomUUID();
	const event = eventOf(
		'Microsoft.EventGrid.SubscriptionValidationEvent',
		'',
		new Date().toISOString(),
	);
	const body = [{ ...event, data: { validationCode }, dataVersion: '1' }];
	const response = await request(target, body, 'SubscriptionValidation');
	const answer = (await response.json()) as { validationResponse?: unknown };
	return response.ok && answer.validationResponse === validationCode;
}

/** CloudEvents: the address must name the origin that may send. */
async function mayPost({ url, headers }: NotificationTarget): Promise<boolean> {
	const origin = 'eventgrid.azure.net';
	const response = await fetch(url, {
		method: 'OPTIONS',
		headers: { ...headers, 'webhook-request-origin': origin },
		signal: AbortSignal.timeout(TIMEOUT_MS),
	});
	await response.arrayBuffer();
	return (
		response.ok && ['*', origin].includes(response.headers.get('webhook-allowed-origin') ?? '')
	);
}
