import type { INodeProperties } from 'n8n-workflow';

import { invalidInput } from '../api/wire/errors';
import { flagOf, shown } from '../documents/values';

/** Fields of a node by their path, e.g. `waitLimit` and the option `options.cleanUp`. */
export type Fields = ReadonlyMap<string, INodeProperties>;

/** The fields, and those in collections under the names of both. */
export function fieldsByPath(fields: INodeProperties[]): Fields {
	return new Map(
		fields.flatMap((field) => {
			const inside =
				field.type === 'collection' ? ((field.options ?? []) as INodeProperties[]) : [];
			return [
				[field.name, field] as const,
				...inside.map((option) => [`${field.name}.${option.name}`, option] as const),
			];
		}),
	);
}

/**
 * A value as its field declares it. n8n checks what a person picks, and not what an expression gives:
 * `undefined` in a switch, a word that is none of the choices, an object in place of a name.
 * @returns true or false, a number, text, or what was chosen; of other types the value as it is
 * @throws AiHubError of kind `invalidInput` for what is none
 */
export function asDeclared(value: unknown, field: INodeProperties): unknown {
	switch (field.type) {
		case 'boolean':
			return flag(value, field);
		case 'number':
			return number(value, field);
		case 'options':
			return choice(value, field);
		case 'multiOptions':
			return choices(value, field);
		case 'string':
			return text(value, field);
		case 'resourceLocator':
			return located(value, field);
		default:
			return value;
	}
}

function flag(value: unknown, field: INodeProperties): boolean {
	// Databases have no other way to say it.
	if (value === 1 || value === 0) return value === 1;
	const read = flagOf(value);
	if (typeof read === 'boolean') return read;
	throw refused(value, field, 'neither true nor false', 'give true or false');
}

function number(value: unknown, field: INodeProperties): number {
	const isText = typeof value === 'string' && value.trim() !== '';
	const read = isText ? Number(value) : value;
	if (typeof read !== 'number' || !Number.isFinite(read)) {
		throw refused(value, field, 'not a number', 'give a number');
	}
	const { minValue: least = -Infinity } = field.typeOptions ?? {};
	if (read >= least) return read;
	throw refused(value, field, `less than ${least}`, `give ${least} or more`);
}

function choice(value: unknown, field: INodeProperties): unknown {
	const known = choicesOf(field);
	if (known === undefined || known.includes(value)) return value;
	throw refused(value, field, 'none of its choices', `give one of: ${known.join(', ')}`);
}

function choices(value: unknown, field: INodeProperties): unknown[] {
	const all = Array.isArray(value)
		? value
		: typeof value === 'string'
			? value.split(',')
			: undefined;
	if (all === undefined) throw refused(value, field, 'no list', 'give a list of its choices');
	return all
		.map((one) => (typeof one === 'string' ? one.trim() : one))
		.filter((one) => one !== '')
		.map((one) => choice(one, field));
}

/** Undefined where they are only known at AI Hub. */
function choicesOf({ options = [], typeOptions }: INodeProperties): unknown[] | undefined {
	if (typeOptions?.loadOptionsMethod !== undefined) return undefined;
	return options.flatMap((option) => ('value' in option ? [option.value] : []));
}

/** Nothing is an empty text. Dates have words of their own, other objects and lists do not. */
function text(value: unknown, field: INodeProperties): string {
	if (value === undefined || value === null) return '';
	const hasWords = ![Object.prototype, Array.prototype, null].includes(
		Object.getPrototypeOf(value),
	);
	const isNoNumber = typeof value === 'number' && !Number.isFinite(value);
	if (hasWords && !isNoNumber) return String(value);
	throw refused(value, field, 'no text', 'give a text or a number');
}

function located(value: unknown, field: INodeProperties): unknown {
	const isLocator = typeof value === 'object' && value !== null && 'mode' in value;
	if (!isLocator) return text(value, field);
	return { ...value, value: text((value as { value?: unknown }).value, field) };
}

function refused(value: unknown, { displayName }: INodeProperties, is: string, should: string) {
	const nothing = value === undefined || value === null || value === '';
	return invalidInput(
		nothing ? `${displayName} has no value` : `${shown(value)} in ${displayName} is ${is}`,
		`If it is an expression, let it ${should}. See in the input of the node what it reads.`,
	);
}
