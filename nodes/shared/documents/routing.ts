import type { FoundDocument } from './documents';
import type { DocumentField } from './fields';

/** Where a document goes: it can be trusted, a person should look at it, or there is nothing to trust. */
export type Route = 'approved' | 'needsReview' | 'failed';

export interface FieldRule {
	/** Field name as in the app or as AI Hub gives it: case, spaces and underscores do not matter. */
	field: string;
	/** Least model confidence of this field, 0 to 1; undefined for the general one. */
	minConfidence?: number;
	/** The field must be there with a value. */
	required: boolean;
}

/** When a document can be trusted. What is left out is not checked. */
export interface RoutingRules {
	/** Least model confidence of every field with a value, 0 to 1. */
	minModelConfidence?: number;
	/** Least OCR confidence of every field with a value, 0 to 1. */
	minOcrConfidence?: number;
	fields: FieldRule[];
	/** Classes a document may have; empty for any. */
	classes: string[];
	validationMustPass: boolean;
	reviewMustBeCompleted: boolean;
}

export interface Verdict {
	route: Route;
	/** Plain sentences, one for each thing that speaks against the document. */
	reasons: string[];
}

/**
 * Decides where a document goes.
 * @param run.packet the fields over all documents of its run
 * @param run.runWaitsForReview the run has stopped until a person has reviewed it
 */
export function routeDocument(
	found: FoundDocument,
	rules: RoutingRules,
	{
		packet = [],
		runWaitsForReview = false,
	}: { packet?: DocumentField[]; runWaitsForReview?: boolean } = {},
): Verdict {
	const failure = failureOf(found);
	// As long as a person may still mend it in AI Hub, nothing has failed for good.
	if (failure.length > 0 && !runWaitsForReview) return { route: 'failed', reasons: failure };
	const reasons = [
		...(runWaitsForReview ? ['The run waits for human review in AI Hub'] : []),
		...(found.error === null ? [] : [found.error]),
		...classReasons(found, rules.classes),
		...requiredReasons(found.fields, rules.fields),
		...found.fields.flatMap((field) => fieldReasons(field, rules)),
		...(rules.validationMustPass ? validationReasons(found, packet) : []),
		...reviewReasons(found, rules.reviewMustBeCompleted),
	];
	return { route: reasons.length === 0 ? 'approved' : 'needsReview', reasons };
}

/** The document as a whole, or its class and every field of it, could not be read. */
function failureOf({ error, document, fields }: FoundDocument): string[] {
	if (error !== null) return [error];
	const unread = !document.class_name && fields.every((field) => field.error !== undefined);
	return unread ? fields.map((field) => `${field.name}: ${field.error}`) : [];
}

function classReasons(found: FoundDocument, classes: string[]): string[] {
	const name = found.document.class_name ?? '';
	if (classes.length === 0 || classes.some((wanted) => sameName(wanted, name))) return [];
	return [`class: ${name || 'none'} is not one of ${classes.join(', ')}`];
}

function requiredReasons(fields: DocumentField[], rules: FieldRule[]): string[] {
	return rules
		.filter(({ required }) => required)
		.flatMap((rule) => {
			const matching = fields.filter(({ name }) => sameName(name, rule.field));
			if (matching.length === 0) return [`${rule.field}: required, but not found`];
			return matching.every((field) => isEmpty(field) && field.error === undefined)
				? [`${rule.field}: required, but empty`]
				: [];
		});
}

function fieldReasons(field: DocumentField, rules: RoutingRules): string[] {
	if (field.error !== undefined) return [`${field.name}: ${field.error}`];
	if (isEmpty(field)) return [];
	const own = rules.fields.find((rule) => sameName(rule.field, field.name))?.minConfidence;
	return [
		...confidenceReason(
			field.name,
			'confidence',
			field.confidence?.model,
			own ?? rules.minModelConfidence,
		),
		...confidenceReason(
			field.name,
			'OCR confidence',
			field.confidence?.ocr,
			rules.minOcrConfidence,
		),
	];
}

function confidenceReason(
	name: string,
	what: string,
	score: number | null | undefined,
	least: number | undefined,
): string[] {
	if (least === undefined || least <= 0) return [];
	// What AI Hub gives no score for cannot be trusted because of its score.
	if (score === null || score === undefined) return [`${name}: AI Hub gives no ${what}`];
	return score < least ? [`${name}: ${what} ${below(score, least)} is below ${exact(least)}`] : [];
}

/** Two decimals, more where 0.899 would read as "0.90 is below 0.90". */
function below(score: number, least: number): string {
	const short = score.toFixed(2);
	return Number(short) < least ? short : String(score);
}

function exact(score: number): string {
	const short = score.toFixed(2);
	return Number(short) === score ? short : String(score);
}

function validationReasons(found: FoundDocument, packet: DocumentField[]): string[] {
	const alerts = [
		...found.fields.flatMap((field) => alertsOf(field, '')),
		...packet.flatMap((field) => alertsOf(field, 'packet field ')),
	];
	const passed = found.document.validations?.final_result_pass;
	return passed === false && alerts.length === 0
		? ['The document did not pass its validations']
		: alerts;
}

function alertsOf({ name, alerts, valid }: DocumentField, prefix: string): string[] {
	if (alerts.length > 0) return alerts.map((alert) => `${prefix}${name}: ${alert}`);
	return valid === false ? [`${prefix}${name}: validation failed`] : [];
}

function reviewReasons(found: FoundDocument, mustBeCompleted: boolean): string[] {
	return mustBeCompleted && found.document.review_completed !== true
		? ['The document has not been reviewed']
		: [];
}

function isEmpty({ value }: DocumentField): boolean {
	return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** AI Hub turns `due date` into `due_date` and `secret_id` into `secret__id`. */
function sameName(one: string, other: string): boolean {
	return one === other || (plain(one) !== '' && plain(one) === plain(other));
}

function plain(name: string): string {
	return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
