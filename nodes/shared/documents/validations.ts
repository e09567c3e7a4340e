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
const ELSEWHERE = new Set(['fields', 'edit_history', 'class_edit_history', 'source_coordinates']);
/** What is read where it stands. */
const SAID = new Set([...ALERTS, ...VERDICTS]);

/**
 * What is said about `holder` itself, and about the rows and cells in it: a row may fail alone.
 * @param value what stands in it in place of its own `value`
 */
export function validationsOf(holder: Given, value: unknown = holder.value): Validations {
	const own = reading(holder.validations);
	const within = failuresWithin(holder, value);
	const all = within.length === 0 ? own.alerts : own.alerts.concat(within);
	own.alerts = all.length > 1 ? [...new Set(all)] : all;
	return own;
}

/** What stands at one place, without what is inside of it. */
function reading(given: unknown): Validations {
	if (given === null || given === undefined) {
		return { given: false, valid: null, alerts: [], details: [] };
	}
	const said: Validations = { given: true, valid: null, alerts: [], details: [] };
	if (Array.isArray(given)) return { ...said, alerts: given.map(alertWords), details: given };
	const passed = flagOf(given);
	if (typeof passed === 'boolean') return { ...said, valid: passed };
	if (!isObject(given)) return { ...said, alerts: [neitherNor(given)] };
	// Without lists in between, as every field comes through here.
	for (const key of VERDICTS) {
		const flag = flagOf(given[key]);
		if (flag === undefined) said.alerts.push(neitherNor(given[key]));
		else if (flag !== null) said.valid = flag && said.valid !== false;
	}
	for (const key of ALERTS) {
		for (const alert of listOf(given[key])) {
			said.alerts.push(alertWords(alert));
			said.details.push(alert);
		}
	}
	return said;
}

function listOf(alerts: unknown): unknown[] {
	if (alerts === null || alerts === undefined) return [];
	return Array.isArray(alerts) ? alerts : [alerts];
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
	/** Key of an object, or position in a list. */
	key: string | number;
	above?: Place;
	/** In something called `validations`, where nothing but a clear yes is one. */
	strict: boolean;
}

/**
 * Walks by a list of its own instead of calling itself: answers may be nested very deeply. As every
 * field of every document comes through here, nothing is made for what holds nothing.
 */
function failuresWithin(holder: Given, value: unknown): string[] {
	const failures: string[] = [];
	const root: Place = { value: holder, key: '', strict: false };
	const places: Place[] = [];
	addFailures(root, failures);
	addPlaces(places, root, value);
	for (let place = places.pop(); place; place = places.pop()) {
		// That of the holder itself is read already.
		if (place.key !== 'validations' || place.above !== root) addFailures(place, failures);
		addPlaces(places, place);
	}
	return failures;
}

function addFailures(place: Place, failures: string[]): void {
	for (const text of failuresAt(place)) {
		failures.push([wayTo(place), text].filter(Boolean).join(': '));
	}
}

function failuresAt({ value, key, strict }: Place): string[] {
	const isRow = isObject(value) && (strict || flagOf(value.valid) === false);
	if (key !== 'validations' && !isRow) return NONE;
	const { valid, alerts } = reading(value);
	return alerts.length === 0 && valid === false ? [FAILED] : alerts;
}

const NONE: string[] = [];

/** Adds what is inside of a place, the last one first. @param instead stands for its `value` */
function addPlaces(places: Place[], above: Place, instead?: unknown): void {
	const { value, key: name, strict } = above;
	if (Array.isArray(value)) {
		if (name === 'validations') return;
		for (let row = value.length - 1; row >= 0; row--) {
			if (isFilled(value[row])) places.push({ value: value[row], key: row, above, strict });
		}
		return;
	}
	if (!isFilled(value)) return;
	const isRoot = above.above === undefined;
	const keys = Object.keys(value);
	for (let index = keys.length - 1; index >= 0; index--) {
		const key = keys[index];
		const one = isRoot && key === 'value' ? instead : (value as Given)[key];
		const isCalledSo = key === 'validations';
		if (!isCalledSo && (!isFilled(one) || ELSEWHERE.has(key) || (strict && SAID.has(key))))
			continue;
		places.push({ value: one, key, above, strict: strict || isCalledSo });
	}
}

function isFilled(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

const LONGEST_WAY = 8;
const UNSAID = ['', 'value', 'validations'];

function wayTo(place: Place): string {
	const keys: string[] = [];
	for (let at: Place | undefined = place; at && keys.length < LONGEST_WAY; at = at.above) {
		if (typeof at.key === 'number') keys.unshift(`row ${at.key + 1}`);
		else if (!UNSAID.includes(at.key)) keys.unshift(at.key);
	}
	return keys.join(' ');
}
