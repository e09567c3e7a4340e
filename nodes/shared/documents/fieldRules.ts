import type { DocumentField } from './fields';

export interface FieldRule {
	/** Field name as in the app or as AI Hub gives it: case, spaces and underscores do not matter. */
	field: string;
	/** Least model confidence of this field, 0 to 1; undefined for the general one. */
	minConfidence?: number;
	/** The document may lack the field, or have no value in it. Otherwise a mistyped rule is noticed. */
	mayBeAbsent: boolean;
}

/** What a rule can name: the fields of a document, and of the packet it belongs to. */
export interface Fields {
	own: DocumentField[];
	packet: DocumentField[];
}

/** Rules whose field is not there, or has no value. A field that failed has reasons of its own. */
export function absentReasons(fields: Fields, rules: FieldRule[]): string[] {
	return rules
		.filter(({ mayBeAbsent }) => !mayBeAbsent)
		.flatMap((rule) => {
			const matching = [...named(fields.own, rule), ...namedInPacket(fields.packet, rule)];
			if (matching.length === 0) return [`${rule.field}: no such field; ${namesOf(fields)}`];
			return matching.every((field) => field.error === undefined && isBlank(field.value))
				? [`${rule.field}: no value`]
				: [];
		});
}

/** The strictest minimum that any rule gives the field; undefined for none. */
export function ownMinimum(field: DocumentField, rules: FieldRule[]): number | undefined {
	return strictest(rules.filter((rule) => named([field], rule).length > 0));
}

/** The same for a field of the packet. */
export function packetMinimum(field: DocumentField, rules: FieldRule[]): number | undefined {
	return strictest(rules.filter((rule) => namedInPacket([field], rule).length > 0));
}

/** A rule of its own says that the field need not be there. */
export function mayBeAbsent(field: DocumentField, rules: FieldRule[]): boolean {
	return rules.some((rule) => rule.mayBeAbsent && named([field], rule).length > 0);
}

function strictest(rules: FieldRule[]): number | undefined {
	const minima = rules.flatMap(({ minConfidence }) => minConfidence ?? []);
	return minima.length > 0 ? Math.max(...minima) : undefined;
}

function named(fields: DocumentField[], { field: wanted }: FieldRule): DocumentField[] {
	return fields.filter((field) => isNamed(field, wanted));
}

/** By its own name, or by the one that AI Hub gave it. */
export function isNamed({ name, givenName = name }: DocumentField, wanted: string): boolean {
	return sameName(wanted, name) || sameName(wanted, givenName);
}

function namedInPacket(packet: DocumentField[], rule: FieldRule): DocumentField[] {
	return packet.filter((field) => isNamedInPacket(field, rule.field));
}

function namesOf({ own, packet }: Fields): string {
	const names = [
		...own.map(({ name }) => name),
		...packet.map(({ name }) => `${name} (of the packet)`),
	];
	return `this document has ${names.length > 0 ? listed(names) : 'none'}`;
}

/** Longer lists of names nobody reads. */
const MOST_NAMES = 12;

/** Names in a sentence. */
export function listed(names: string[]): string {
	const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
	return `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}

/** No value, however many rows and cells it takes to have none. */
export function isBlank(value: unknown): boolean {
	const open = [value];
	while (open.length > 0) {
		const one = open.pop();
		if (typeof one === 'object' && one !== null)
			for (const part of Object.values(one)) open.push(part);
		else if (one !== null && one !== undefined && String(one).trim() !== '') return false;
	}
	return true;
}

/** In flat rows the columns of packet fields begin with `packet_`: that spelling is taken too. */
export function isNamedInPacket(field: DocumentField, wanted: string): boolean {
	return isNamed(field, wanted) || sameName(wanted, `packet_${field.name}`);
}

/** AI Hub turns `due date` into `due_date` and `secret_id` into `secret__id`. */
export function sameName(one: string, other: string): boolean {
	return one === other || (plain(one) !== '' && plain(one) === plain(other));
}

/** The first of those that are the same; names of signs alone, as `#`, are each their own. */
export function apart(names: string[]): string[] {
	const firsts = new Map<string, string>();
	for (const name of [...names].reverse()) firsts.set(plain(name) || `"${name}"`, name);
	return names.filter((name) => firsts.get(plain(name) || `"${name}"`) === name);
}

/** Tells whether a name is the same as one of `names`; to ask it often costs little. */
export function oneOfNames(names: string[]): (name: string) => boolean {
	const exact = new Set(names);
	const alike = new Set(names.map(plain));
	alike.delete('');
	return (name) => exact.has(name) || (alike.size > 0 && alike.has(plain(name)));
}

function plain(name: string): string {
	return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
