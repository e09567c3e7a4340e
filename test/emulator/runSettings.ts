import { ApiError } from './http';

const MAX_TAG_CHARACTERS = 500;

/** `settings` of a run POST, as far as the emulator heeds them. */
export interface RunSettings {
	tags: string[];
	customKeys: Record<string, unknown>;
	/** Passwords of PDFs by file name. */
	passwords: Record<string, string>;
	postProcessPdf: boolean;
	webhook: { url: string; headers: Record<string, string> } | undefined;
}

type Dictionary = Record<string, unknown>;

/** A dictionary inside another; missing counts as empty. @throws ApiError 400 */
function dictionary(value: unknown, name: string): Dictionary {
	if (value === undefined || value === null) return {};
	if (typeof value !== 'object' || Array.isArray(value)) {
		throw new ApiError(400, `${name} must be an object.`);
	}
	return value as Dictionary;
}

function tagsOf(settings: Dictionary): string[] {
	const tags = settings.tags ?? [];
	if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) {
		throw new ApiError(400, 'settings.tags must be a list of strings.');
	}
	if (tags.join('').length > MAX_TAG_CHARACTERS) {
		throw new ApiError(400, `The tags are longer than ${MAX_TAG_CHARACTERS} characters together.`);
	}
	return tags;
}

/** @throws ApiError 400 */
export function runSettings(value: unknown): RunSettings {
	const settings = dictionary(value, 'settings');
	const keys = dictionary(settings.keys, 'settings.keys');
	const config = dictionary(settings.runtime_config, 'settings.runtime_config');
	const instabase = dictionary(config.instabase, 'settings.runtime_config.instabase');
	const pdf = dictionary(instabase.pdf, 'settings.runtime_config.instabase.pdf');
	const webhook = dictionary(settings.webhook_config, 'settings.webhook_config');
	if (webhook.url !== undefined && !URL.canParse(String(webhook.url))) {
		throw new ApiError(400, 'settings.webhook_config.url is not a URL.');
	}
	return {
		tags: tagsOf(settings),
		customKeys: dictionary(keys.custom, 'settings.keys.custom'),
		passwords: dictionary(pdf.passwords, 'passwords') as Record<string, string>,
		postProcessPdf: config.generate_post_process_pdf === true,
		webhook:
			typeof webhook.url === 'string'
				? {
						url: webhook.url,
						headers: dictionary(webhook.headers, 'headers') as Record<string, string>,
					}
				: undefined,
	};
}
