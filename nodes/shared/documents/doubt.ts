import type { ResultIncludes } from '../api/resources/results';
import type { FoundDocument } from './documents';
import type { DocumentField } from './fields';
import type { Row } from './row';
import { scoreOf } from './values';

/**
 * Where to look first in a document: what could not be converted, its lowest score and the field that
 * has it, and how many of its validations failed, as plain values. A score that is none is as doubtful
 * as can be.
 */
export function doubtOf(
	{ fields, alerts, conversion }: FoundDocument,
	includes: ResultIncludes,
): Row {
	const lowest = fields.reduce<DocumentField | undefined>(lowerOf, undefined);
	return {
		...(conversion && {
			not_converted: [...conversion.problems, ...conversion.absent].join('; ') || null,
		}),
		...(includes.include_confidence_scores && {
			lowest_confidence: lowest?.confidence?.model ?? null,
			lowest_confidence_field: lowest?.name ?? null,
		}),
		...(includes.include_validation_results && {
			failed_validations: fields.filter(isInvalid).length + alerts.length,
		}),
	};
}

function lowerOf(lowest: DocumentField | undefined, field: DocumentField) {
	const score = field.confidence?.model ?? null;
	if (score === null) return lowest;
	return lowest === undefined || weight(score) < weight(lowest.confidence?.model) ? field : lowest;
}

function weight(score: unknown): number {
	return scoreOf(score) ?? -1;
}

function isInvalid({ valid, alerts }: DocumentField): boolean {
	return valid === false || alerts.length > 0;
}
