import type { ResultDocument, ResultFile } from '../../../../../nodes/shared/api/resources/results';
import type { ContentPlan, History, LifePlan } from './world';
import { numberOf } from './world';

/** A run at the simulated AI Hub; times in ms by n8n's clock. */
export interface Reading {
	files: ResultFile[];
	/** As the node knew it then. */
	status?: string;
}

export interface SimRun {
	id: string;
	/** What it is over, and for which turn of which node it was started. */
	key: string;
	turn: number;
	target: string;
	batchId?: number;
	inputDir?: string;
	files: Array<{ name: string; content: string }>;
	tags: string[];
	startMs: number;
	life: LifePlan;
	deletedMs: number;
	/** The node deleted it, and what of it. */
	deletedByNode?: { input: boolean; status: string; tryNumber: number; turn: number };
	/** The start of it was answered, and the answer arrived. */
	told: boolean;
	/** Status in the last answer to the node. */
	seen?: string;
	/** Every status that the node was told. */
	looks: Set<string>;
	/** What the reading of its results has given so far. */
	pages: ResultFile[];
	/** What each reading of them gave that came to an end, and one that was refused: nothing. */
	readings: Reading[];
	firstLookMs?: number;
	lastLookMs?: number;
}

export function statusAt(run: SimRun, nowMs: number): string {
	const { runS, reviewS, end } = run.life;
	const seconds = (nowMs - run.startMs) / 1000;
	if (seconds < runS) return 'RUNNING';
	if (reviewS !== null && seconds < runS + reviewS) return 'STOPPED_AT_CHECKPOINT';
	return end === 'never' ? 'RUNNING' : end;
}

/** When AI Hub would call back: at its review, and at its end. */
export function callBackTimes({ startMs, life: { runS, reviewS, end } }: SimRun): number[] {
	const times = reviewS === null ? [] : [startMs + runS * 1000];
	const endMs = startMs + (runS + (reviewS ?? 0)) * 1000;
	return end !== 'never' && Number.isFinite(endMs) ? [...times, endMs] : times;
}

export function wasReviewed(run: SimRun, nowMs: number): boolean {
	const { runS, reviewS } = run.life;
	return reviewS !== null && nowMs >= run.startMs + (runS + reviewS) * 1000;
}

export function isGone(run: SimRun, nowMs: number): boolean {
	return run.deletedMs <= nowMs;
}

export function hasEndedBadly(run: SimRun, nowMs: number): boolean {
	return ['FAILED', 'CANCELLED'].includes(statusAt(run, nowMs));
}

/** All that AI Hub has found, with everything that can be asked for. */
export function resultFiles(run: SimRun, { contents, traits }: History, nowMs: number) {
	const reviewed = wasReviewed(run, nowMs);
	const files = run.files.flatMap(({ name, content }): ResultFile[] => {
		const plan = contents[numberOf(content) % contents.length];
		if (plan.missing) return [];
		return [
			{
				original_file_name: name,
				input_file_path: `batches/${run.batchId ?? 'folder'}/${name}`,
				documents: plan.error ? [] : documentsIn(plan, reviewed),
				error_msg: plan.error ? 'The file cannot be read' : null,
			},
		];
	});
	return traits.reversed ? files.reverse() : files;
}

function documentsIn({ documents }: ContentPlan, reviewed: boolean): ResultDocument[] {
	return documents.map(({ className, confidence: model, valid, unclear, failed }, index) => {
		const confidence = model === null ? null : { model, ocr: model };
		const field = { type: 'TEXT', confidence, validations: null };
		const total = failed ? '' : unclear ? '1.234' : '12.50';
		return {
			class_name: className,
			review_completed: reviewed,
			error_msg: failed ? 'The document cannot be read' : null,
			validations: valid === null ? null : { final_result_pass: valid },
			fields: [
				{ ...field, field_name: 'total', value: total },
				// Documents differ in their fields.
				...(index > 0 ? [{ ...field, field_name: 'part', value: String(index) }] : []),
			],
		};
	});
}

/** What AI Hub leaves out when it was not asked for. */
export function withoutUnasked(
	file: ResultFile,
	asked: { confidence: boolean; validations: boolean; review: boolean },
): ResultFile {
	return {
		...file,
		documents: (file.documents ?? []).map((document) => ({
			...document,
			...(!asked.review && { review_completed: undefined }),
			...(!asked.validations && { validations: undefined }),
			fields: (document.fields as Array<Record<string, unknown>>).map((field) => ({
				...field,
				...(!asked.confidence && { confidence: undefined }),
			})),
		})),
	};
}
