import PostalMime, { type Attachment } from 'postal-mime';

import type { InputFile } from './runInput';

/**
 * How results name what was attached to a mail. AI Hub takes mails apart, and does not publish what
 * the parts are called.
 */
export interface MailParts {
	naming: keyof typeof NAMINGS;
	/** The mail itself, its text, is a file of the results, too. */
	texts: boolean;
}

type Naming = (mail: InputFile, name: string, number: number) => string;

const NAMINGS = {
	folder: ({ path }, name) => `${path}/${name}`,
	stemFolder: ({ path }, name) => `${withoutExtension(path)}/${name}`,
	prefix: ({ path }, name) => `${path}_${name}`,
	beside: ({ path }, name) => `${folderOf(path)}/${name}`,
	elsewhere: ({ path }, name, number) =>
		`${path.split('/').slice(0, 3).join('/')}/extracted/${number}/${name}`,
} satisfies Record<string, Naming>;

/** Every way of naming. */
export const MAIL_NAMINGS = Object.keys(NAMINGS) as Array<MailParts['naming']>;

/** The files of a run as the app sees them: mails, and the mails in them, are taken apart. */
export async function takenApart(files: InputFile[], parts: MailParts): Promise<InputFile[]> {
	const taken = new Set(files.map(({ path }) => path));
	const all: InputFile[] = [];
	for (const file of files) await take(file, parts, taken, all);
	return all;
}

async function take(
	file: InputFile,
	parts: MailParts,
	taken: Set<string>,
	all: InputFile[],
): Promise<void> {
	if (!/\.eml$/i.test(file.name) || !file.bytes) {
		all.push(file);
		return;
	}
	if (parts.texts) all.push(file);
	const { attachments } = await PostalMime.parse(file.bytes, { forceRfc822Attachments: true });
	for (const [index, attachment] of attachments.entries()) {
		const given = attachment.filename ?? nameless(attachment, index);
		const path = free(NAMINGS[parts.naming](file, given, all.length), taken);
		const name = path.split('/').pop()!;
		await take({ name, path, bytes: bytesOf(attachment) }, parts, taken, all);
	}
}

function nameless({ mimeType }: Attachment, index: number): string {
	return `attachment-${index + 1}${mimeType === 'message/rfc822' ? '.eml' : '.dat'}`;
}

function free(path: string, taken: Set<string>): string {
	let own = path;
	for (let count = 1; taken.has(own); count++) own = path.replace(/(\.[^./]*)?$/, `_${count}$1`);
	taken.add(own);
	return own;
}

function bytesOf({ content }: Attachment): Buffer {
	return typeof content === 'string' ? Buffer.from(content) : Buffer.from(content as ArrayBuffer);
}

function folderOf(path: string): string {
	return path.split('/').slice(0, -1).join('/');
}

function withoutExtension(path: string): string {
	return path.replace(/\.[^./]*$/, '');
}
