import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { invalidInput } from '../../shared/api/wire/errors';
import type { RunSettings } from '../../shared/api/resources/runs';
import type { ItemContext } from '../defineResource';
import { listParam, objectParam, param, rawParam, textParam } from '../parameters';

const pairs = (
	displayName: string,
	name: string,
	description: string,
	names: { entry: string; key: string; value: string; password?: boolean },
): INodeProperties => ({
	displayName,
	name,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: `Add ${names.entry}`,
	default: {},
	description,
	options: [
		{
			displayName: 'Entries',
			name: 'entries',
			values: [
				{ displayName: names.key, name: 'key', type: 'string', default: '' },
				{
					displayName: names.value,
					name: 'value',
					type: 'string',
					default: '',
					...(names.password && { typeOptions: { password: true } }),
				},
			],
		},
	],
});

/** Options of a run that go into its `settings`, the same for apps and deployments. */
export const runSettingsOptions: INodeProperties[] = [
	pairs(
		'Callback Headers',
		'callbackHeaders',
		'Headers that AI Hub sends along with the callback, for example to prove that it comes from AI Hub',
		{ entry: 'header', key: 'Name', value: 'Value', password: true },
	),
	{
		displayName: 'Callback URL',
		name: 'callbackUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/aihub',
		description:
			"Address that AI Hub calls when the run has ended. AI Hub's current specification no longer mentions callbacks of a single run, so they may not work on your server.",
	},
	pairs('Custom Keys', 'customKeys', 'Values for the custom keys of the app or deployment', {
		entry: 'key',
		key: 'Key',
		value: 'Value',
	}),
	{
		displayName: 'Custom Keys (JSON)',
		name: 'customKeysJson',
		type: 'json',
		default: '{}',
		description: 'Custom keys as a JSON object, for values that are no text. Added to Custom Keys.',
	},
	{
		displayName: 'Generate Processed PDFs',
		name: 'generatePdf',
		type: 'boolean',
		default: false,
		description:
			'Whether AI Hub makes a PDF of every document it finds, for documents under 100 pages. Get it with Run → Download Processed PDFs.',
	},
	pairs(
		'PDF Passwords',
		'pdfPasswords',
		'Passwords of encrypted PDFs, each under the name of the file. Several files of one name share it.',
		{ entry: 'password', key: 'File Name', value: 'Password', password: true },
	),
	pairs(
		'Secret Keys',
		'secretKeys',
		'Values for the secret keys of the app or deployment, each the alias of a secret in AI Hub',
		{ entry: 'key', key: 'Key', value: 'Secret Alias' },
	),
	{
		displayName: 'Settings (JSON)',
		name: 'settingsJson',
		type: 'json',
		default: '{}',
		description:
			"Further settings as a JSON object in the API's own names. The other options win over it.",
	},
	{
		displayName: 'Tags',
		name: 'tags',
		type: 'string',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add tag' },
		default: '',
		placeholder: 'e.g. monthly-report',
		description: 'Tags to put on the run; up to 500 characters together',
	},
];

/**
 * The `settings` of a run from the options of the node; undefined when there are none.
 * @throws AiHubError of kind `invalidInput`
 */
export function runSettings(item: ItemContext): RunSettings | undefined {
	const base = objectParam(item, 'options.settingsJson', 'Settings (JSON)') as
		| RunSettings
		| undefined;
	const settings: RunSettings = { ...base };
	const custom = {
		...objectParam(item, 'options.customKeysJson', 'Custom Keys (JSON)'),
		...entriesParam(item, 'customKeys'),
	};
	const secret = entriesParam(item, 'secretKeys');
	if (notEmpty(custom))
		settings.keys = { ...settings.keys, custom: { ...settings.keys?.custom, ...custom } };
	if (notEmpty(secret))
		settings.keys = { ...settings.keys, secret: { ...settings.keys?.secret, ...secret } };
	const tags = listParam(item, 'options.tags');
	if (tags.length > 0) settings.tags = [...(settings.tags ?? []), ...tags];
	const runtimeConfig = runtimeConfigOf(item, settings.runtime_config);
	if (runtimeConfig) settings.runtime_config = runtimeConfig;
	const callback = callbackOf(item);
	if (callback) settings.webhook_config = callback;
	return notEmpty(settings) ? settings : undefined;
}

function runtimeConfigOf(
	item: ItemContext,
	base: RunSettings['runtime_config'],
): RunSettings['runtime_config'] {
	const passwords = entriesParam(item, 'pdfPasswords');
	const generate = param<boolean>(item, 'options.generatePdf');
	if (!generate && !notEmpty(passwords)) return base;
	const instabase = base?.instabase as { pdf?: IDataObject } | undefined;
	return {
		...base,
		...(generate && { generate_post_process_pdf: true }),
		...(notEmpty(passwords) && {
			instabase: { ...instabase, pdf: { ...instabase?.pdf, passwords } },
		}),
	};
}

function callbackOf(item: ItemContext): RunSettings['webhook_config'] {
	const url = textParam(item, 'options.callbackUrl');
	const headers = entriesParam(item, 'callbackHeaders');
	if (url === undefined) return undefined;
	if (!/^https?:\/\/[^\s]+$/i.test(url)) {
		throw invalidInput(
			'The callback URL is not an address',
			'It must begin with https:// or http://.',
		);
	}
	return { url, ...(notEmpty(headers) && { headers }) };
}

/**
 * Rows of key and value, as an object.
 * @throws AiHubError of kind `invalidInput` for a value whose key is empty: it would go nowhere
 */
export function entriesParam(item: ItemContext, name: string): Record<string, string> {
	const rows = rawParam<Array<{ key: unknown; value: unknown }>>(
		item,
		`options.${name}.entries`,
		[],
	);
	const entries = rows
		.map(({ key, value }) => [textOf(key).trim(), textOf(value)])
		.filter(([key, value]) => key !== '' || value !== '');
	if (entries.some(([key]) => key === '')) {
		const { displayName } = runSettingsOptions.find((option) => option.name === name)!;
		throw invalidInput(
			`In ${displayName}, the name of an entry is empty`,
			'Enter its name, or remove the entry. An expression may have given nothing.',
		);
	}
	return Object.fromEntries(entries) as Record<string, string>;
}

/** An expression may give a number, or nothing. */
function textOf(value: unknown): string {
	return String(value ?? '');
}

function notEmpty(value: object): boolean {
	return Object.keys(value).length > 0;
}
