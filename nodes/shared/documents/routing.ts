import type { ResultIncludes } from '../api/resources/results';
import type { FoundDocument } from './documents';
import {
	absentReasons,
	type FieldRule,
	isBlank,
	mayBeAbsent,
	ownMinimum,
	packetMinimum,
	sameName,
} from './fieldRules';
import type { DocumentField } from './fields';
import { scoreOf, shown } from './values';

export type { FieldRule } from './fieldRules';

/** Where a document goes: it can be trusted, a person should look at it, or there is nothing to trust. */
export type Route = 'approved' | 'needsReview' | 'failed';

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

/** What must be asked of AI Hub, so that a document can be judged. */
export function includesFor(rules: RoutingRules): ResultIncludes {
	return {
		include_confidence_scores: true,
		...(rules.validationMustPass && { include_validation_results: true }),
		...(rules.reviewMustBeCompleted && { include_review_results: true }),
	};
}

/** True when none of the rules could speak against a document that was read. */
export function checksNothing(rules: RoutingRules): boolean {
	const { minModelConfidence, minOcrConfidence, fields, classes } = rules;
	const { validationMustPass, reviewMustBeCompleted } = rules;
	const isScored = minModelConfidence !== undefined || minOcrConfidence !== undefined;
	const isListed = fields.length > 0 || classes.length > 0;
	return !isScored && !isListed && !validationMustPass && !reviewMustBeCompleted;
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
	const fields = { own: found.fields, packet };
	const reasons = [
		...(runWaitsForReview ? ['The run waits for human review in AI Hub'] : []),
		...(found.error === null ? [] : [found.error]),
		...classReasons(found, rules.classes),
		...absentReasons(fields, rules.fields),
		...(found.conversion?.problems ?? []),
		...fields.own.flatMap((field) => fieldReasons(field, rules)),
		...packet.flatMap((field) => packetReasons(field, rules)),
		...(rules.validationMustPass ? validationReasons(found, packet) : []),
		...reviewReasons(found, rules.reviewMustBeCompleted),
		...nothingReasons(found),
		...valuelessReasons(found, rules),
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

function fieldReasons(field: DocumentField, rules: RoutingRules): string[] {
	const { name, confidence } = field;
	if (field.error !== undefined) return [`${name}: ${field.error}`];
	if (isEmpty(field)) return [];
	const least = ownMinimum(field, rules.fields) ?? rules.minModelConfidence;
	return [
		...confidenceReason(name, 'confidence', confidence?.model, least),
		...confidenceReason(name, 'OCR confidence', confidence?.ocr, rules.minOcrConfidence),
	];
}

/** The general minima are for what is read from a document; a packet field is made from others. */
function packetReasons(field: DocumentField, rules: RoutingRules): string[] {
	const name = `packet field ${field.name}`;
	if (field.error !== undefined) return [`${name}: ${field.error}`];
	if (isEmpty(field)) return [];
	const least = packetMinimum(field, rules.fields);
	return confidenceReason(name, 'confidence', field.confidence?.model, least);
}

function confidenceReason(
	name: string,
	what: string,
	given: unknown,
	least: number | undefined,
): string[] {
	if (least === undefined || least <= 0) return [];
	const score = scoreOf(given);
	// What AI Hub gives no score for cannot be trusted because of its score.
	if (score === null) return [`${name}: AI Hub gives no ${what}`];
	if (score === undefined) return [`${name}: the ${what} ${shown(given)} is no number from 0 to 1`];
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
		...found.alerts,
		...found.fields.flatMap((field) => alertsOf(field, '')),
		...packet.flatMap((field) => alertsOf(field, 'packet field ')),
	];
	// What is neither true nor false is among the alerts.
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

/** A document without class and fields breaks no rule because there is nothing to hold one against. */
function nothingReasons({ document, fields, error }: FoundDocument): string[] {
	const isNothing = error === null && !document.class_name && fields.length === 0;
	return isNothing ? ['AI Hub gives neither a class nor a field of this document'] : [];
}

/** A minimum is held against values: a document in which none was found would pass it for nothing. */
function valuelessReasons({ fields }: FoundDocument, rules: RoutingRules): string[] {
	const { minModelConfidence = 0, minOcrConfidence = 0 } = rules;
	if (minModelConfidence <= 0 && minOcrConfidence <= 0) return [];
	const isBare = fields.every((field) => field.error === undefined && isBlank(field.value));
	return isBare && !fields.every((field) => mayBeAbsent(field, rules.fields))
		? ['No field has a value, so that there is no confidence to go by']
		: [];
}

function isEmpty({ value }: DocumentField): boolean {
	return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
