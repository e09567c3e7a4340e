import { invalidInput } from '../../../../shared/api/wire/errors';
import { flagOf } from '../../../../shared/documents/values';
import type { ItemContext } from '../../../defineResource';
import { param } from '../../../parameters';

/** @throws AiHubError of kind `invalidInput` for what is no number over 0 */
export function countOption(item: ItemContext, name: string, what: string): number {
	return checkedNumber(item, name, what, 'over 0', (count) => count > 0);
}

/** @throws AiHubError of kind `invalidInput` for what is no number, or less than 0 */
export function numberOption(item: ItemContext, name: string, what: string): number {
	return checkedNumber(item, name, what, 'from 0 on', (number) => number >= 0);
}

/**
 * An expression may give a yes as text.
 * @throws AiHubError of kind `invalidInput` for what is neither true nor false
 */
export function flagOption(item: ItemContext, name: string, what: string): boolean {
	const value = param<unknown>(item, `options.${name}`);
	const flag = flagOf(value === '' ? null : value);
	if (flag !== undefined) return flag ?? false;
	throw invalidInput(
		`"${shown(value)}" in ${what} is neither true nor false`,
		'Switch it on or off, or let the expression give true or false.',
	);
}

export function shown(value: unknown): string {
	return value === undefined ? '' : String(value).slice(0, 60);
}

function checkedNumber(
	item: ItemContext,
	name: string,
	what: string,
	range: string,
	fits: (number: number) => boolean,
): number {
	const value = param<unknown>(item, `options.${name}`);
	const number = Number(value);
	if (value !== '' && value !== null && Number.isFinite(number) && fits(number)) return number;
	throw invalidInput(
		`"${shown(value)}" in ${what} is not a number ${range}`,
		`Write a number such as ${String(item.defaults.get(`options.${name}`))}.`,
	);
}
