import { sameName } from './fieldRules';
import { MOST_CELLS } from './flat';
import type { Row } from './row';

/**
 * Gives flat rows of several runs the same columns in the same order, with null where one has no such
 * column. Names that differ only in case are one column, as they are for most databases.
 * @param columns the only ones to give, in this order; default: all
 * @returns the rows, which stay as they are where that would be more cells than n8n can hold, and of
 * the wanted columns those that are empty in every row
 */
export function alignRows(rows: Row[], columns?: string[]): { rows: Row[]; empty: string[] } {
	if (columns !== undefined) {
		const chosen = rows.map((row) => chosenOf(row, columns));
		const isEmpty = (column: string) => chosen.every((row) => (row[column] ?? null) === null);
		return { rows: chosen, empty: rows.length > 0 ? columns.filter(isEmpty) : [] };
	}
	const union = unionOf(rows, MOST_CELLS / rows.length);
	if (union === undefined) return { rows, empty: [] };
	const all = [...union];
	const aligned = rows.map((row) => {
		const own = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
		return Object.fromEntries(all.map(([key, name]) => [name, own.get(key) ?? null]));
	});
	return { rows: aligned, empty: [] };
}

/** What to tell a person of wanted columns that are empty in every row; undefined for nothing. */
export function emptyColumnsNotice(empty: string[]): string | undefined {
	if (empty.length === 0) return undefined;
	const columns = empty.map((name) => `"${name}"`).join(', ');
	return `No document has a value for ${columns}. Check the names in Columns.`;
}

function chosenOf(row: Row, columns: string[]): Row {
	const names = Object.keys(row);
	return Object.fromEntries(
		columns.map((column) => {
			const name = column in row ? column : names.find((one) => sameName(one, column));
			return [column, name === undefined ? null : row[name]];
		}),
	);
}

/**
 * Lower case → name, each new one behind the column that it follows in its row.
 * @returns undefined for more than `most`, as soon as that is certain
 */
function unionOf(rows: Row[], most: number): Map<string, string> | undefined {
	let union = new Map<string, string>();
	const met = new Set<string>();
	for (const row of rows) {
		const names = Object.keys(row);
		const kind = JSON.stringify(names);
		if (met.has(kind)) continue;
		met.add(kind);
		union = merged(union, names);
		if (union.size > most) return undefined;
	}
	return union;
}

function merged(union: Map<string, string>, names: string[]): Map<string, string> {
	const behind = new Map<string, string[]>();
	let known = '';
	for (const name of names) {
		const key = name.toLowerCase();
		const before = behind.get(known);
		if (union.has(key)) known = key;
		else if (before) before.push(name);
		else behind.set(known, [name]);
	}
	const result = new Map<string, string>();
	const add = (some: string[] = []) => some.forEach((name) => result.set(name.toLowerCase(), name));
	add(behind.get(''));
	for (const [key, name] of union) {
		result.set(key, name);
		add(behind.get(key));
	}
	return result;
}
