/**
 * The text of an answer, the same for every implementation of `send`: in the charset that its
 * Content-Type or its byte order mark names, else in UTF-8, and without the mark.
 */
export function textOf(bytes: Buffer, contentType?: string): string {
	const text = decoderFor(bytes, contentType).decode(bytes);
	return text.startsWith(MARK) ? text.slice(1) : text;
}

const MARK = '\ufeff';

function decoderFor(bytes: Buffer, contentType = ''): InstanceType<typeof TextDecoder> {
	const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : undefined;
	const bigEndian = bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
	const named = /charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1];
	try {
		return new TextDecoder(marked ?? bigEndian ?? named);
	} catch {
		// A charset that nobody knows.
		return new TextDecoder();
	}
}
