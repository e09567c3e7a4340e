import { type Given, isObject } from '../wire/answer';
import { nsOf } from '../wire/time';

/** A run of an app or deployment. Every key but `id` may be missing. */
export interface Run {
	id: string;
	/** RUNNING, COMPLETE, FAILED, CANCELLED, STOPPED_AT_CHECKPOINT, PAUSED, or one not known yet. */
	status?: string;
	/** ns since 1970, rounded by JSON.parse. */
	start_timestamp?: number | null;
	/** ns since 1970, null or 0 while unfinished. */
	finish_timestamp?: number | null;
	msg?: string | null;
	batch_id?: number | string | null;
	input_dir?: string | null;
	app_id?: string | null;
	deployment_id?: string | null;
	tags?: string[] | null;
}

/**
 * A run of an answer with its keys of the promised types where that is certain; what is of another
 * type becomes null, so that nobody takes it for what it is not.
 * @param redact keeps secrets, such as a PDF's password, out of what the run tells of its trouble
 */
export function runOf(given: Given, redact: (text: string) => string): Run {
	const run = isObject(given.run) && given.id === undefined ? given.run : given;
	const msg = textOrNumber(run.msg) ?? textOrNumber(run.message);
	const read = {
		id: textOrNumber(run.id) ?? textOrNumber(run.run_id),
		status: textOrNumber(run.status) ?? textOrNumber(run.state),
		batch_id: textOrNumber(run.batch_id) && run.batch_id,
		start_timestamp: nsOf(run.start_timestamp),
		finish_timestamp: nsOf(run.finish_timestamp),
		msg: msg && redact(msg),
		tags: tagsOf(run.tags),
		input_dir: textOrNumber(run.input_dir),
		app_id: textOrNumber(run.app_id),
		deployment_id: textOrNumber(run.deployment_id),
	};
	const known = Object.entries(read).map(([key, value]) => [key, value ?? null] as const);
	return {
		...run,
		...Object.fromEntries(known.filter(([key, value]) => value !== null || key in run)),
	} as unknown as Run;
}

/** The runs of a list; one without an ID can be neither looked at nor told from others. */
export function runsOf(entries: Given[], redact: (text: string) => string): Run[] {
	return entries.map((entry) => runOf(entry, redact)).filter(({ id }) => id);
}

function textOrNumber(value: unknown): string | undefined {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function tagsOf(value: unknown): string[] | undefined {
	if (typeof value === 'string') return [value];
	if (!Array.isArray(value)) return undefined;
	return value.map(textOrNumber).filter((tag) => tag !== undefined);
}
