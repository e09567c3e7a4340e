import { randomUUID } from 'node:crypto';
import { Drive } from './drive';
import type {
	App,
	AuditLog,
	Batch,
	Deployment,
	Job,
	Mail,
	Run,
	Secret,
	UploadSession,
	User,
} from './entities';
import type { MailParts } from './mails';
import { RunHistory } from './runs';

/** Everything the emulated organization has. Tests may read and change it. */
export class Store {
	/** Consumption units left; a run takes one per file. At 0 runs are refused with 403. */
	units = Infinity;
	/** How long a deletion job takes, ms. */
	jobMs = 300;
	/** How long after its start a run appears in the list of runs, ms. */
	listedAfterMs: (run: Run) => number = () => 0;
	/** What becomes of e-mails that are input. */
	mailParts: MailParts = { naming: 'folder', texts: false };
	readonly users = new Map<string, User>();
	readonly apps: App[] = [];
	readonly deployments: Deployment[] = [];
	readonly batches = new Map<number, Batch>();
	readonly sessions = new Map<string, UploadSession>();
	readonly runs = new RunHistory();
	readonly jobs = new Map<string, Job>();
	readonly drive: Drive;
	readonly secrets = new Map<string, Secret>();
	readonly auditLogs: AuditLog[] = [];
	readonly mails: Mail[] = [];
	private nextBatchId = 1001;

	/** @param org name of the organization, the first segment of every path */
	constructor(
		readonly org: string,
		storeBytes: boolean,
	) {
		this.drive = new Drive(storeBytes);
	}

	/** The folder that a workspace has on the drive. */
	workspacePath(workspace: string): string {
		return `${this.org}/${workspace}/fs/Instabase Drive`;
	}

	addBatch(name: string, workspace: string, owner: string, now: number): Batch {
		const id = this.nextBatchId++;
		const path = `${this.workspacePath(workspace)}/batches/${id}`;
		const batch = { id, name, workspace, owner, path, createdAt: now, updatedAt: now };
		this.batches.set(id, batch);
		return batch;
	}

	deleteBatch(id: number): void {
		const batch = this.batches.get(id);
		if (batch) this.drive.delete(batch.path);
		this.batches.delete(id);
	}

	/** Starts a job whose work is done at once but whose state takes its time. */
	addJob(now: number, message: string): Job {
		const job: Job = { id: randomUUID(), createdAt: now, outcome: 'COMPLETE', message };
		this.jobs.set(job.id, job);
		return job;
	}

	addAuditLog(at: number, user: User, logType: string, details: Record<string, unknown>): void {
		this.auditLogs.push({ at, email: user.email, userIp: '127.0.0.1', logType, details });
	}
}
