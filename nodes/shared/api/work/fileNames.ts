/**
 * A name as two files must not share it: a server, or a person, may take names for one that differ in
 * case, or in the composition of their accents.
 */
export function folded(name: string): string {
	return name.normalize('NFC').toLowerCase();
}

/** The extension of a name in lower case, without its dot; empty for none, as in "Invoice No. 17". */
export function extensionOf(name: string): string {
	return /\.([a-z0-9+]{1,10})$/i.exec(name)?.[1].toLowerCase().replace(/^\d+$/, '') ?? '';
}

/** AI Hub takes mails apart: what is attached to one is a file of its own in the results. */
export function isMail(name: string): boolean {
	return ['eml', 'msg'].includes(extensionOf(name));
}
