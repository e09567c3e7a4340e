import { byKeys } from './byKeys';
import { oneOfNames } from './fieldRules';
import { plainColumn, uniqueColumn } from './fields';
import type { Row } from './row';

/** Whose value it is, where the name of its column depends on that. */
export type Owner = 'line' | 'document';

/** What the key of a draft says. */
interface Draft {
	owner: Owner;
	/** What the column is called in the run, as long as nothing of another owner has that name. */
	column: string;
	/** What the field, or the column of the table, is called. */
	name: string;
}

/** No other key has this form: columns are made of letters, digits and underscores. */
const DRAFT = /^(line|document):([^:]*):([^]*)$/;

/**
 * The key of a value in a row of a table until all rows of the output are known: whether a field of a
 * document gives way to a column of the table can only be told from all of them.
 */
export function draftKey({ owner, column, name }: Draft): string {
	return `${owner}:${column}:${name}`;
}

/** What the field of a document is called where the table has a column of its name. */
export function nameBesideTable(name: string): string {
	return `document_${name}`;
}

/**
 * Gives the keys of drafts their names: a field of a document that has the name of a column of the
 * table in any of the rows gets `document_` in front, in all of them.
 * @param drafts all rows of the output, also those that are none, which stay as they are
 */
export function namedRows(drafts: Row[]): Row[] {
	const lines = new Set<string>();
	const isDraft = byKeys((keys) => {
		const found = keys.flatMap((key) => draftOf(key) ?? []);
		for (const { owner, name } of found) if (owner === 'line') lines.add(name);
		return found.length > 0;
	});
	// All are looked at, because each may have a column of the table.
	if (drafts.filter(isDraft).length === 0) return drafts;
	const isTaken = oneOfNames([...lines]);
	const columnsOf = byKeys((keys) => columnsFor(keys, isTaken));
	return drafts.map((row) => {
		const columns = columnsOf(row);
		return Object.fromEntries(Object.keys(row).map((key, at) => [columns[at], row[key]]));
	});
}

function draftOf(key: string): Draft | undefined {
	const [, owner, column, name] = DRAFT.exec(key) ?? [];
	return owner === undefined ? undefined : { owner: owner as Owner, column, name };
}

function columnsFor(keys: string[], isTaken: (name: string) => boolean): string[] {
	const drafts = keys.map(draftOf);
	const used = new Set(keys.filter((_, at) => !drafts[at]).map((key) => key.toLowerCase()));
	const givesWay = ({ owner, name }: Draft) => owner === 'document' && isTaken(name);
	const columns = keys.map((key, at) => {
		const draft = drafts[at];
		if (!draft) return key;
		const lower = draft.column.toLowerCase();
		if (used.has(lower) || givesWay(draft)) return undefined;
		used.add(lower);
		return draft.column;
	});
	// Only now it is known what those that give way must not be called.
	return columns.map((given, at) => {
		if (given !== undefined) return given;
		const draft = drafts[at]!;
		const wanted = givesWay(draft) ? plainColumn(nameBesideTable(draft.name)) : draft.column;
		return uniqueColumn(wanted, used);
	});
}
