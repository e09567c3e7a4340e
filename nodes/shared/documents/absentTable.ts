import type { FoundDocument } from './documents';
import { isNamed, isNamedInPacket, listed } from './fieldRules';
import type { DocumentField } from './fields';
import { ENTER_NAME, namesOf, type TableChoice } from './tables';

/** What became of the table that is wanted by its name, in a run that has tables; plain data. */
export interface TableLook {
	wanted: string;
	isThere: boolean;
	/** The tables and lists that the run has. */
	names: string[];
}

/**
 * Looks whether a run has the table that is wanted. It is no error when it has not: documents are mixed,
 * and a name is mistyped only when no run has it.
 * @returns undefined where none is wanted by its name, and where the run has no table at all
 */
export function lookForTable(
	documents: FoundDocument[],
	packet: DocumentField[],
	{ field: wanted }: TableChoice,
): TableLook | undefined {
	if (wanted === undefined) return undefined;
	const own = documents.flatMap(({ fields }) => fields);
	const names = namesOf([...own, ...packet]);
	// The field may be there without rows, as null.
	const isThere =
		own.some((field) => isNamed(field, wanted)) ||
		packet.some((field) => isNamedInPacket(field, wanted));
	return names.length > 0 || isThere ? { wanted, isThere, names } : undefined;
}

/** What to tell a person of a table that none of the runs has; undefined for nothing. */
export function absentTable(looks: Array<TableLook | undefined>): string | undefined {
	const all = looks.flatMap((look) => look ?? []);
	if (all.length === 0 || all.some(({ isThere }) => isThere)) return undefined;
	const wanted = [...new Set(all.map((look) => `"${look.wanted}"`))].join(', ');
	const names = [...new Set(all.flatMap((look) => look.names))];
	return `No document has a table or list ${wanted}; the results have ${listed(names)}. ${ENTER_NAME}`;
}
