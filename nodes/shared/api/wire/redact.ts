/**
 * Takes secrets out of a text from outside: as they are, without the blanks around them, and as
 * they look inside of a URL, of JSON and of HTML.
 */
export function redactSecrets(text: string, secrets: readonly string[]): string {
	const forms = new Set(secrets.flatMap((secret) => [secret, secret.trim()]).flatMap(formsOf));
	// The longest first: a form that contains another one must not be broken up by it.
	return [...forms]
		.filter((form) => form !== '')
		.sort((one, other) => other.length - one.length)
		.reduce((result, form) => result.split(form).join('***'), text);
}

function formsOf(secret: string): string[] {
	const inUrl = new URLSearchParams([['', secret]]).toString().slice(1);
	const inJson = JSON.stringify(secret).slice(1, -1);
	const inHtml = secret.replace(/[&<>]/g, (char) => HTML[char]);
	return [
		secret,
		inUrl,
		inUrl.replace(/\+/g, '%20'),
		encodeWellFormed(secret),
		inJson,
		inJson.replace(/\//g, '\\/'),
		inHtml,
		inHtml.replace(/"/g, '&quot;').replace(/'/g, '&#39;'),
	];
}

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** encodeURIComponent throws for half of a surrogate pair, which a secret may well contain. */
function encodeWellFormed(text: string): string {
	return /[\ud800-\udfff]/u.test(text) ? text : encodeURIComponent(text);
}
