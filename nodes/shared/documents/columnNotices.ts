import { oneOfNames } from './fieldRules';
import type { Row } from './row';

/** Columns that say what is wrong with a document: what they hold must not be left out without a word. */
export const WARNING_COLUMNS = ['needs_review', 'reasons', 'errors', 'not_converted'];

/** Rows that have something in such a column, which was not chosen. */
export interface LeftOutColumn {
	name: string;
	rows: number;
}

/** What is told above the output. A warning stands out. */
export interface Notice {
	message: string;
	type?: 'warning';
}

/** @param columns those that were chosen */
export function leftOutColumns(rows: Row[], columns: string[]): LeftOutColumn[] {
	const isChosen = oneOfNames(columns);
	return WARNING_COLUMNS.filter((name) => !isChosen(name))
		.map((name) => ({ name, rows: rows.filter((row) => isSaid(row[name])).length }))
		.filter((one) => one.rows > 0);
}

function isSaid(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '' && value !== false;
}

/** What to tell a person of the columns that were chosen, and of those that were not. */
export function columnNotices({
	empty,
	leftOut,
}: {
	empty: string[];
	leftOut: LeftOutColumn[];
}): Notice[] {
	const messages = [emptyNotice(empty), leftOutNotice(leftOut)];
	return messages.flatMap((notice) => notice ?? []);
}

/** Of a column that says what is wrong it is good to be empty. */
function emptyNotice(empty: string[]): Notice | undefined {
	const isWarning = oneOfNames(WARNING_COLUMNS);
	const names = empty.filter((name) => !isWarning(name));
	if (names.length === 0) return undefined;
	const columns = names.map((name) => `"${name}"`).join(', ');
	return { message: `No document has a value for ${columns}. Check the names in Columns.` };
}

function leftOutNotice(leftOut: LeftOutColumn[]): Notice | undefined {
	if (leftOut.length === 0) return undefined;
	const said = leftOut.map(({ name, rows }) =>
		rows === 1 ? `1 row has ${name}` : `${rows} rows have ${name}`,
	);
	const names = leftOut.map(({ name }) => name);
	return {
		message: `${joined(said)} that Columns leaves out. Add ${joined(names)} to Columns to see them.`,
		type: 'warning',
	};
}

function joined(words: string[]): string {
	const [last, ...others] = [...words].reverse();
	return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
}
