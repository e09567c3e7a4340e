/** Compares two secrets in a time that tells nothing of either, not even its length. */
export async function isSameSecret(one: string, other: string): Promise<boolean> {
	const [a, b] = await Promise.all([digest(one), digest(other)]);
	return a.reduce((difference, byte, index) => difference | (byte ^ b[index]), 0) === 0;
}

async function digest(text: string): Promise<Uint8Array> {
	return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}
