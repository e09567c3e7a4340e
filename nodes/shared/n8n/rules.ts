import { invalidInput } from '../api/wire/errors';
import type { FieldRule, RoutingRules } from '../documents/routing';
import { flagOf, scoreOf, shown } from '../documents/values';
import { listValue } from './values';

/** Gives a field of the node by its name, or what it is where nothing is set. */
export type ReadField = (name: string, unset: unknown) => unknown;

/**
 * The rules that are set. An expression may give a number or a yes as text.
 * @throws AiHubError of kind `invalidInput` for a rule that could check nothing, or cannot be read
 */
export function routingRules(read: ReadField): RoutingRules {
	const score = (name: string, what: string) => checkedScore(given(read(name, 0), what), what);
	const flag = (name: string, what: string) => checkedFlag(given(read(name, false), what), what);
	return {
		minModelConfidence: score('rules.minModelConfidence', 'Minimum Confidence'),
		minOcrConfidence: score('rules.minOcrConfidence', 'Minimum OCR Confidence'),
		fields: fieldRules(read('rules.fieldRules.entries', [])),
		classes: listValue(read('rules.classes', [])),
		validationMustPass: flag('rules.validationMustPass', 'Validations Must Pass'),
		reviewMustBeCompleted: flag('rules.reviewMustBeCompleted', 'Review Must Be Completed'),
	};
}

/** A rule whose expression gives nothing would check nothing, and nobody would notice. */
function given(value: unknown, what: string): unknown {
	if (value !== undefined && value !== null && value !== '') return value;
	throw invalidInput(
		`${what} has no value`,
		'Enter one, or remove the rule. If it is an expression, see in the input of the node what it reads.',
	);
}

interface FieldRuleEntry {
	field?: unknown;
	minConfidence?: unknown;
	mayBeAbsent?: unknown;
}

function fieldRules(entries: unknown): FieldRule[] {
	return [entries as FieldRuleEntry | FieldRuleEntry[]].flat().map((entry) => {
		const field = String(entry.field ?? '').trim();
		if (field === '') {
			throw invalidInput(
				'A field rule names no field',
				'Enter the name of a field in every field rule, or remove the rule.',
			);
		}
		return {
			field,
			minConfidence: checkedScore(entry.minConfidence, `the rule for ${field}`),
			mayBeAbsent: checkedFlag(entry.mayBeAbsent, `May Be Absent of the rule for ${field}`),
		};
	});
}

/** 0 or nothing checks nothing. */
function checkedScore(value: unknown, what: string): number | undefined {
	const score = scoreOf(value === '' ? null : value);
	if (score !== undefined) return score || undefined;
	throw invalidInput(
		`${shown(value)} in ${what} is not a confidence${guessFor(value)}`,
		'A confidence goes from 0 to 1. Write 0.9 for 90 percent.',
	);
}

/** People write 90 and mean 0.9: said at once, because everything would need review otherwise. */
function guessFor(value: unknown): string {
	const percent = typeof value === 'object' ? NaN : Number(String(value).replace(/%\s*$/, ''));
	const isPercent = percent > 1 && percent <= 100;
	return isPercent ? `; did you mean ${Number((percent / 100).toPrecision(12))}?` : '';
}

function checkedFlag(value: unknown, what: string): boolean {
	const flag = flagOf(value === '' ? null : value);
	if (flag !== undefined) return flag ?? false;
	throw invalidInput(
		`${shown(value)} in ${what} is neither true nor false`,
		'Switch it on or off, or let the expression give true or false.',
	);
}
