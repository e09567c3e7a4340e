import { flagOf, type Given, isObject, shown, wordsOf } from './values';

/** What AI Hub says about the validation of a field or document. */
export interface Validations {
	/** There is something under `validations`. */
	given: boolean;
	/** False as soon as anything says so; null when nothing says true or false. */
	valid: boolean | null;
	/** What speaks against it, in AI Hub's words; also what cannot be understood, in ours. */
	alerts: string[];
	/** The alerts as AI Hub gave them, with `type`, `alert_level`, `blocked`. */
	details: unknown[];
}

const FAILED = 'Validation failed';
const VERDICTS = ['valid', 'final_result_pass'];
const ALERTS = ['alerts', 'failures'];
/** Where what was valid once, or elsewhere, may stand. */
const ELSEWHERE = ['fields', 'edit_history', 'class_edit_history', 'source_coordinates'];

/** What is said about `holder` itself, and about the rows and cells in it: a row may fail alone. */
export function validationsOf(holder: Given): Validations {
	const own = reading(holder.validations);
	return { ...own, alerts: [...new Set([...own.alerts, ...failuresWithin(holder)])] };
}

/** What stands at one place, without what is inside of it. */
function reading(given: unknown): Validations {
	const nothing = { given: true, valid: null, alerts: [], details: [] };
	if (given === null || given === undefined) return { ...nothing, given: false };
	if (Array.isArray(given)) return { ...nothing, ...alertsIn(given) };
	const passed = flagOf(given);
	if (typeof passed === 'boolean') return { ...nothing, valid: passed };
	if (!isObject(given)) return { ...nothing, alerts: [neitherNor(given)] };
	const verdicts = VERDICTS.map((key) => ({ value: given[key], flag: flagOf(given[key]) }));
	const unclear = verdicts.filter(({ flag }) => flag === undefined);
	const flags = verdicts.map(({ flag }) => flag);
	const { alerts, details } = alertsIn(ALERTS.flatMap((key) => listOf(given[key])));
	return {
		given: true,
		valid: flags.includes(false) ? false : flags.includes(true) ? true : null,
		alerts: [...unclear.map(({ value }) => neitherNor(value)), ...alerts],
		details,
	};
}

function listOf(alerts: unknown): unknown[] {
	if (alerts === null || alerts === undefined) return [];
	return Array.isArray(alerts) ? alerts : [alerts];
}

function alertsIn(details: unknown[]): Pick<Validations, 'alerts' | 'details'> {
	return { alerts: details.map(alertWords), details };
}

function alertWords(alert: unknown): string {
	if (!isObject(alert)) return wordsOf(alert) ?? FAILED;
	return wordsOf(alert.msg) ?? wordsOf(alert.type) ?? FAILED;
}

function neitherNor(value: unknown): string {
	return `the result of the validation, ${shown(value)}, is neither true nor false`;
}

/** A value somewhere in a field. The way there is kept as links: written out it may be very long. */
interface Place {
	value: unknown;
	key: string;
	above?: Place;
	/** In something called `validations`, where nothing but a clear yes is one. */
	strict: boolean;
}

/** Walks by a list of its own instead of calling itself: answers may be nested very deeply. */
function failuresWithin(holder: Given): string[] {
	const failures: string[] = [];
	const places: Place[] = [{ value: holder, key: '', strict: false }];
	for (let place = places.pop(); place; place = places.pop()) {
		// That of the holder itself is read already.
		const isOwn = place.key === 'validations' && place.above?.above === undefined;
		const words = isOwn ? [] : failuresAt(place);
		for (const text of words) failures.push([wayTo(place), text].filter(Boolean).join(': '));
		for (const next of placesIn(place).reverse()) places.push(next);
	}
	return failures;
}

function failuresAt({ value, key, strict }: Place): string[] {
	const isRow = isObject(value) && (strict || flagOf(value.valid) === false);
	if (key !== 'validations' && !isRow) return [];
	const { valid, alerts } = reading(value);
	return alerts.length === 0 && valid === false ? [FAILED] : alerts;
}

function placesIn(place: Place): Place[] {
	const { value, key: name, strict } = place;
	if (Array.isArray(value) && name === 'validations') return [];
	if (typeof value !== 'object' || value === null) return [];
	const isHere = (key: string) =>
		!ELSEWHERE.includes(key) && !(strict && [...ALERTS, ...VERDICTS].includes(key));
	return Object.entries(value)
		.filter(([key, one]) => isHere(key) && (key === 'validations' || typeof one === 'object'))
		.map(([key, one]) => ({
			value: one as unknown,
			key: Array.isArray(value) ? `row ${Number(key) + 1}` : key,
			above: place,
			strict: strict || key === 'validations',
		}));
}

const LONGEST_WAY = 8;
const UNSAID = ['', 'value', 'validations'];

function wayTo(place: Place): string {
	const keys: string[] = [];
	for (let at: Place | undefined = place; at && keys.length < LONGEST_WAY; at = at.above) {
		if (!UNSAID.includes(at.key)) keys.unshift(at.key);
	}
	return keys.join(' ');
}
