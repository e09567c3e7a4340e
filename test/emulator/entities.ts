import type { Hash } from 'node:crypto';
import type { DriveFile } from './drive';

export type RunStatus =
	| 'CANCELLED'
	| 'COMPLETE'
	| 'FAILED'
	| 'PAUSED'
	| 'RUNNING'
	| 'STOPPED_AT_CHECKPOINT';

export interface User {
	/** user id */
	username: string;
	email: string;
	/** A service account has no personal workspace. */
	serviceAccount: boolean;
	admin: boolean;
}

export interface App {
	id: string;
	name: string;
	/** How long a run takes, ms. */
	durationMs: number;
	/** The status that a run has when its time is over. */
	outcome: RunStatus;
	message: string;
	/** Gathers fields over the documents of a run. */
	packet?: boolean;
	/** Keeps its own duration, whatever the emulator is told about run times. */
	slow?: boolean;
}

export interface Deployment {
	id: string;
	name: string;
	appId: string;
	/** The workspace that output is saved in. */
	workspace: string;
	upstream?: 'mailbox';
}

export interface Batch {
	id: number;
	name: string;
	workspace: string;
	owner: string;
	/** Folder of the batch on the drive; its files are the files in there. */
	path: string;
	/** ms */
	createdAt: number;
	updatedAt: number;
}

export interface UploadSession {
	id: string;
	batchId: number;
	filename: string;
	/** bytes */
	fileSize: number;
	partSize: number;
	parts: Map<number, UploadedPart>;
	/** Hash of the first `hashed` parts; used when no bytes are kept. */
	hash: Hash;
	hashed: number;
}

export interface UploadedPart {
	id: string;
	/** bytes */
	size: number;
	chunks: Buffer[] | undefined;
}

export interface Modification {
	timestamp: string;
	user_id: string;
	modifications: Array<{ message: string }>;
}

/** A field as in `files/documents/fields` of the results. */
export interface DocumentField {
	field_name: string;
	value: string | null;
	type?: string;
	error_msg?: string;
	confidence?: { model: number | null; ocr: number | null } | null;
	validations?: { valid: boolean; alerts: Alert[] } | null;
	edit_history?: Modification[];
	source_coordinates?: SourceCoordinates[];
}

export interface Alert {
	alert_level: string;
	msg: string;
	blocked: boolean;
	type: string;
	locations: object[];
}

export interface SourceCoordinates {
	top_x: number;
	top_y: number;
	bottom_x: number;
	bottom_y: number;
	/** from 0 */
	page_number: number;
}

export interface ResultDocument {
	class_name: string | null;
	/** from 1 */
	page_numbers: number[];
	page_layouts: Array<{ page_number: number; width: number; height: number }>;
	fields: DocumentField[];
	post_processed_paths?: string[];
	post_processed_pdf_path?: string;
	review_completed?: boolean;
	class_edit_history?: Modification[];
	validations?: { final_result_pass: boolean };
	classification_confidence?: { model: number | null };
}

export interface ResultFile {
	original_file_name: string;
	input_file_path: string;
	documents: ResultDocument[];
}

export interface CaseField {
	name: string;
	value: string;
	input_fields?: Array<{ record_index: number; refined_phrase_name: string }>;
	chosen_field?: { record_index: number; refined_phrase_name: string } | null;
	error_msg?: string;
	edit_history?: Modification[];
	validations?: { valid: boolean; failures: Array<{ type: string; msg: string }> };
}

/** Everything that the app found, with all that the include flags can ask for. */
export interface RunResults {
	files: ResultFile[];
	caseFields: CaseField[];
}

export interface Run {
	id: string;
	appId: string | null;
	appName: string | null;
	deploymentId: string | null;
	username: string;
	outputWorkspace: string;
	batchId: number | null;
	inputDir: string | null;
	/** Folder of the run on the drive: its output is in there. */
	outputDir: string;
	tags: string[];
	/** Custom keys; secret keys are not kept. */
	customKeys: Record<string, unknown>;
	/** ms */
	startedAt: number;
	/** ms */
	durationMs: number;
	/** The status when `durationMs` has passed. */
	outcome: RunStatus;
	/** A status that overrides the course of time. */
	status?: RunStatus;
	/** ms; set when something other than `durationMs` ended the run. */
	finishedAt?: number;
	/** ms; when the human review was done. */
	reviewedAt?: number;
	/** What the API says about a finished run. */
	message: string;
	webhook?: { url: string; headers: Record<string, string> };
	webhookSent?: boolean;
	/** Works out the results at the first call and keeps them. */
	results: () => Promise<RunResults>;
}

export interface Job {
	id: string;
	/** ms */
	createdAt: number;
	/** The state when its time is over. */
	outcome: 'COMPLETE' | 'FAILED' | 'CANCELLED';
	message: string;
}

export interface Secret {
	alias: string;
	description: string;
	value: string;
	allowedWorkspacesType: 'ALL' | 'SOME' | 'NONE';
	allowedWorkspaces: string[];
	/** ms */
	createdAt: number;
	createdBy: string;
	updatedAt: number;
	updatedBy: string;
}

export interface AuditLog {
	/** ms */
	at: number;
	email: string;
	userIp: string;
	logType: string;
	details: Record<string, unknown>;
}

/** An e-mail in the mailbox that a deployment is fed from. */
export interface Mail {
	from: string;
	subject: string;
	/** ms */
	receivedAt: number;
	attachments: Array<{ name: string; bytes: Buffer }>;
}

export type { DriveFile };
