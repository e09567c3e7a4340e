import { byKeys } from './byKeys';
import { type LeftOutColumn, leftOutColumns } from './columnNotices';
import { namedRows } from './drafts';
import { sameName } from './fieldRules';
import { MOST_CELLS } from './flat';
import type { Row } from './row';

/** Flat rows as they leave the node. */
export interface Aligned {
	rows: Row[];
	/** Of the wanted columns those that have no value in any row. */
	empty: string[];
	leftOut: LeftOutColumn[];
}

/**
 * Gives flat rows of several runs the same columns in the same order, with null where one has no such
 * column. Names that differ only in case are one column, as they are for most databases.
 * @param drafts all flat rows of the output; those of tables get the names of their columns here
 * @param columns the only ones to give, in this order; default: all
 * @returns rows that have no more than their own columns where that would be more cells than n8n can hold
 */
export function alignRows(drafts: Row[], columns?: string[]): Aligned {
	const rows = namedRows(drafts);
	if (columns !== undefined) {
		const chosen = chosenOf(rows, columns);
		const isEmpty = (column: string) => chosen.every((row) => (row[column] ?? null) === null);
		const empty = rows.length > 0 ? columns.filter(isEmpty) : [];
		return { rows: chosen, empty, leftOut: leftOutColumns(rows, columns) };
	}
	const union = unionOf(rows, MOST_CELLS / rows.length);
	if (union === undefined) return { rows, empty: [], leftOut: [] };
	const all = [...union];
	const aligned = rows.map((row) => {
		const own = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
		return Object.fromEntries(all.map(([key, name]) => [name, own.get(key) ?? null]));
	});
	return { rows: aligned, empty: [], leftOut: [] };
}

/** What is wanted but not there is a column all the same, so that a sheet never changes. */
function chosenOf(rows: Row[], columns: string[]): Row[] {
	const namesOf = byKeys((keys) => {
		const exact = new Set(keys);
		const like = (column: string) => keys.find((key) => sameName(key, column));
		return columns.map((column) => (exact.has(column) ? column : like(column)));
	});
	return rows.map((row) => {
		const names = namesOf(row);
		const valueOf = (name: string | undefined) => (name === undefined ? null : row[name]);
		return Object.fromEntries(columns.map((column, at) => [column, valueOf(names[at])]));
	});
}

/**
 * Lower case → name, each new one behind the column that it follows in its row.
 * @returns undefined for more than `most`, as soon as that is certain
 */
function unionOf(rows: Row[], most: number): Map<string, string> | undefined {
	let union = new Map<string, string>();
	const add = byKeys((names) => void (union = merged(union, names)));
	for (const row of rows) {
		add(row);
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
