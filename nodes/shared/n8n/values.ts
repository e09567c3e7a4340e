import type { INodeParameterResourceLocator } from 'n8n-workflow';

import { invalidInput } from '../api/wire/errors';

/** What a resource locator holds; an expression, or an AI tool, may give a plain text or number. */
export function locatorValue(parameter: unknown): { mode?: string; value: string } {
	const isLocator = typeof parameter === 'object' && parameter !== null && 'mode' in parameter;
	const value = isLocator ? (parameter as INodeParameterResourceLocator).value : parameter;
	return {
		mode: isLocator ? (parameter as INodeParameterResourceLocator).mode : undefined,
		value: String(value ?? '').trim(),
	};
}

/** What a resource locator holds, with every blank: a name that is one with them. */
export function exactValue(parameter: unknown): string {
	const isLocator = typeof parameter === 'object' && parameter !== null && 'mode' in parameter;
	return String((isLocator ? (parameter as INodeParameterResourceLocator).value : parameter) ?? '');
}

/** A list given as a list, or as a text with commas. */
export function listValue(parameter: unknown): string[] {
	const entries = Array.isArray(parameter) ? parameter : String(parameter ?? '').split(',');
	return entries.map((entry) => String(entry).trim()).filter((entry) => entry !== '');
}

/** @throws AiHubError of kind `invalidInput` for anything but a positive integer */
export function toBatchId(value: string): number {
	if (value === '') throw invalidInput('No batch is given', 'Choose a batch, or enter its ID.');
	const id = Number(value);
	// Digits only: "1e3" is a number too, but another one than a person sees.
	if (/^[1-9]\d*$/.test(value) && Number.isSafeInteger(id)) return id;
	throw invalidInput(
		`The batch ID "${value.slice(0, 60)}" is not a number`,
		'A batch ID is a whole number such as 1024, as Batch → Create gives it in "id".',
	);
}

const IN_URL = {
	app: /\/apps\/([^/?#\s]+)/,
	deployment: /\/deployments\/([^/?#\s]+)/,
	run: /\/runs\/([^/?#\s]+)/,
};

/** What an ID or an address can be of. */
export type Identified = keyof typeof IN_URL;

/**
 * The ID in what a person gave; undefined for nothing. People paste an AI Hub address also where an
 * ID is asked for, with or without https: both are taken everywhere.
 * @throws AiHubError of kind `invalidInput` for an address without an ID, and for what is a name
 */
export function idIn(value: string, what: Identified): string | undefined {
	if (!value.includes('/')) return value === '' ? undefined : plainId(value, what);
	const id = IN_URL[what].exec(`/${value}`)?.[1];
	if (id !== undefined) return decoded(id);
	throw invalidInput(
		`There is no ${what} ID in "${value.slice(0, 120)}"`,
		`Open the ${what} in AI Hub and copy the address of that page, or enter the ID alone.`,
	);
}

/** What was pasted may have a percent sign that encodes nothing. */
function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

/** AI Hub refuses a name only when the files are there: an ID has a digit and no blanks. */
function plainId(value: string, what: Identified): string {
	if (what === 'run' || (/\d/.test(value) && /^[\w.~:-]+$/.test(value))) return value;
	const byName = what === 'app' ? ' Or choose By Name, if it is the name of the app.' : '';
	throw invalidInput(
		`"${value.slice(0, 60)}" is not the ID of ${what === 'app' ? 'an app' : `a ${what}`}`,
		`Choose By URL, open the ${what} in AI Hub, and paste the address from your browser: its ID is in it.${byName}`,
	);
}

/** @throws AiHubError of kind `invalidInput` when there is none */
export function requiredId(value: string, what: Identified): string {
	const id = idIn(value, what);
	if (id !== undefined) return id;
	throw invalidInput(
		`No ${what} is given`,
		`Choose a ${what}, or open it in AI Hub and paste the address from your browser.`,
	);
}

/** The app that a locator holds, by name or by ID; undefined for none. */
export function appIn(parameter: unknown): { app_id: string } | { app_name: string } | undefined {
	const { mode, value } = locatorValue(parameter);
	if (value === '') return undefined;
	return mode === 'name' ? { app_name: value } : { app_id: requiredId(value, 'app') };
}
