import { invalidInput } from './errors';

/**
 * A token or context as it goes into a header. What a header cannot carry is refused: the HTTP layer
 * would drop it, and send, perhaps show, another value than the one that is kept secret.
 * @throws AiHubError of kind `invalidInput`, without the value
 */
export function headerValue(name: string, value: unknown): string {
	const text = typeof value === 'string' ? value.trim() : '';
	if (/^[\x20-\x7e]*$/.test(text)) return text;
	throw invalidInput(
		`${name} has a character that cannot be sent, such as a line break or a typographic one`,
		`Copy ${name} again from AI Hub into the credential.`,
	);
}
