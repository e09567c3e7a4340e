import { invalidInput } from './errors';

/** Visible characters of ASCII: what else is in a header gets lost or changed on the way. */
const TOKEN = /^[\x21-\x7e]*$/;
const CONTEXT = /^[\x20-\x7e]*$/;

/**
 * Refuses a token or context that would not arrive as it is. The HTTP layer drops such characters,
 * and a server that repeats the rest would show the token, because nobody knows it in that form.
 * @throws AiHubError of kind `invalidInput`, without the token
 */
export function assertSendable(credential: { apiToken?: unknown; ibContext?: unknown }): void {
	const { apiToken, ibContext } = credential;
	assertHeader(TOKEN, apiToken, 'API token');
	assertHeader(CONTEXT, ibContext, 'IB-Context');
}

function assertHeader(allowed: RegExp, value: unknown, name: string): void {
	if (typeof value !== 'string' || allowed.test(value.trim())) return;
	throw invalidInput(
		`The ${name} in the credential has a character that cannot be sent`,
		'Enter it again, without line breaks, spaces, or characters that are no plain letters, digits or signs.',
	);
}
