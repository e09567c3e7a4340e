import { jsonOf, NO_TEXT, textOf } from './body';
import { Refusal } from './refusal';

/** What one event may say of runs. Nothing of it is trusted: AI Hub is asked. */
export interface RunHints {
	/** IDs that stand where a run's ID would stand. */
	likely: string[];
	/** All other UUIDs. */
	others: string[];
}

/** IDs in one body, all events together: each may cost a request. */
export const MOST_IDS = 50;
const MOST_DEPTH = 32;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/gi;
const RUN_KEY = /^(?:run|job)s?$/i;
const RUN_ID_KEY = /(?:run|job)[_-]?(?:id|uuid|guid)s?$/i;
const ID_KEY = /^(?:id|uuid|guid)$/i;
const RUN_IN_TEXT =
	/(?:\/|%2F)(?:runs?|jobs?)(?:\/|%2F)([\w-]+)|(?:run|job)[_-]?id(?:=|%3D)([\w-]+)/gi;
const ID = /^(?=.*\d)[\w-]{6,64}$/;
const BASE64 = /^[A-Za-z0-9+/_-]{16,}={0,2}$/;

interface Place {
	value: unknown;
	depth: number;
	/** The value itself would be a run's ID. */
	isId: boolean;
	/** The value would be a run, with its ID inside. */
	isRun: boolean;
}

/**
 * The IDs that a body names, event by event: a list is one event per entry. Text is searched as
 * well, and so is what it carries as JSON, in Base64, or in an address.
 * @param headers those of CloudEvents, which may hold what the body does not
 * @throws Refusal for a body that is nested too deeply, or that names too many IDs
 */
export function runHintsIn(body: unknown, headers: Record<string, unknown> = {}): RunHints[] {
	const events = Array.isArray(body) ? (body as unknown[]) : [[body, headers]];
	const counted = new Set<string>();
	return events.flatMap((event) => {
		const likely = new Set<string>();
		const others = new Set<string>();
		search(event, likely, others);
		for (const id of likely) others.delete(id);
		// The other IDs of an event are only asked for where these are no runs.
		const first = likely.size > 0 ? likely : others;
		for (const id of first) counted.add(id);
		if (counted.size > MOST_IDS) throw new Refusal(413, `The body names more than ${MOST_IDS} IDs`);
		return first.size > 0 ? [{ likely: [...likely], others: [...others] }] : [];
	});
}

/** With a stack of its own, so that no body is too deep for JavaScript's. */
function search(event: unknown, likely: Set<string>, others: Set<string>): void {
	const places: Place[] = [{ value: event, depth: 0, isId: false, isRun: false }];
	for (let place = places.pop(); place !== undefined; place = places.pop()) {
		const { value, depth, isId, isRun } = place;
		if (depth > MOST_DEPTH) throw new Refusal(400, 'The body is nested too deeply');
		if (likely.size > MOST_IDS) return;
		// A number as an ID counts as text; one that JavaScript has rounded is none.
		const text = isId && Number.isSafeInteger(value) ? String(value) : value;
		if (typeof text === 'string') {
			if (isId && ID.test(text)) likely.add(text);
			searchText(text, likely, others);
			const carried = carriedBy(text);
			if (carried !== undefined) places.push({ ...place, value: carried, depth: depth + 1 });
		} else if (Array.isArray(value)) {
			for (const entry of value) places.push({ value: entry, depth: depth + 1, isId, isRun });
		} else if (typeof value === 'object' && value !== null) {
			for (const [key, entry] of Object.entries(value)) {
				searchText(key, likely, others);
				const namesId = RUN_ID_KEY.test(key) || RUN_KEY.test(key) || (isRun && ID_KEY.test(key));
				places.push({ value: entry, depth: depth + 1, isId: namesId, isRun: RUN_KEY.test(key) });
			}
		}
	}
}

function searchText(text: string, likely: Set<string>, others: Set<string>): void {
	for (const [, inPath, inQuery] of text.matchAll(RUN_IN_TEXT)) {
		const id = inPath ?? inQuery;
		if (ID.test(id)) likely.add(id);
		if (likely.size > MOST_IDS) return;
	}
	for (const [id] of text.matchAll(UUID)) {
		if (others.size > MOST_IDS) return;
		others.add(id);
	}
}

/** JSON or text inside of a text. */
function carriedBy(text: string): unknown {
	const json = jsonOf(text);
	if (json !== undefined) return json;
	if (!BASE64.test(text)) return undefined;
	const decoded = textOf(Buffer.from(text, 'base64'));
	return decoded === undefined || NO_TEXT.test(decoded) ? undefined : decoded;
}
