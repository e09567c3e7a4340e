import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { selfSigned } from '../engine/selfSigned';

export interface Attachment {
	name?: string;
	content: Buffer | string;
	/** Default `application/octet-stream`. */
	type?: string;
	/** ID by which the HTML of the mail shows it, e.g. `logo.png@01DB`. */
	cid?: string;
}

export interface MailParts {
	subject: string;
	html?: string;
	attachments?: Attachment[];
}

/** An e-mail as a server keeps it, and a person saves it as an .eml file. */
export function eml({ subject, html, attachments = [] }: MailParts): Buffer {
	return Buffer.from(
		headers(subject) + lines('MIME-Version: 1.0') + content({ subject, html, attachments }),
	);
}

/** The same with a detached signature by S/MIME, `smime.p7s`. */
export function signedEml(parts: MailParts): Buffer {
	const folder = mkdtempSync(join(tmpdir(), 'aihub-mail-'));
	const { key, cert } = selfSigned();
	const path = (name: string) => join(folder, name);
	writeFileSync(path('key'), key);
	writeFileSync(path('cert'), cert);
	writeFileSync(path('content'), content(parts));
	const options = ['-signer', path('cert'), '-inkey', path('key'), '-in', path('content')];
	const signed = execFileSync('openssl', ['smime', '-sign', '-binary', ...options]);
	rmSync(folder, { recursive: true });
	return Buffer.concat([Buffer.from(headers(parts.subject)), signed]);
}

function headers(subject: string): string {
	return lines(
		'From: billing@example.com',
		'To: owner@example.com',
		`Subject: ${subject}`,
		'Date: Mon, 05 Jan 2026 08:00:00 +0000',
	);
}

function content({ html, attachments = [] }: MailParts): string {
	const text = 'See what is attached, if anything.';
	const body =
		html === undefined
			? lines('Content-Type: text/plain; charset=utf-8', '', text)
			: multipart('alternative', [
					lines('Content-Type: text/plain; charset=utf-8', '', text),
					lines('Content-Type: text/html; charset=utf-8', '', html),
				]);
	const shown = attachments.filter(({ cid }) => cid !== undefined);
	const attached = attachments.filter(({ cid }) => cid === undefined);
	const withShown = shown.length > 0 ? multipart('related', [body, ...shown.map(part)]) : body;
	return attached.length > 0 ? multipart('mixed', [withShown, ...attached.map(part)]) : withShown;
}

let boundaries = 0;

function multipart(kind: string, parts: string[]): string {
	const boundary = `part-${++boundaries}-of-a-mail`;
	const inner = parts.map((one) => `--${boundary}\r\n${one}\r\n`).join('');
	return `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n${inner}--${boundary}--\r\n`;
}

function part({ name, content: bytes, type = 'application/octet-stream', cid }: Attachment) {
	const named = (key: string) => (name === undefined ? '' : `; ${key}="${encoded(name)}"`);
	const isMail = type === 'message/rfc822';
	return lines(
		`Content-Type: ${type}${named('name')}`,
		`Content-Disposition: ${cid === undefined ? 'attachment' : 'inline'}${named('filename')}`,
		...(cid === undefined ? [] : [`Content-ID: <${cid}>`]),
		// A mail within a mail must not be encoded.
		...(isMail ? ['', bytes.toString()] : ['Content-Transfer-Encoding: base64', '', base64(bytes)]),
	);
}

function base64(bytes: Buffer | string): string {
	const text = Buffer.from(bytes).toString('base64');
	return (text.match(/.{1,76}/g) ?? []).join('\r\n');
}

function encoded(name: string): string {
	if (/^[\x20-\x7e]*$/.test(name)) return name;
	return `=?UTF-8?B?${Buffer.from(name).toString('base64')}?=`;
}

function lines(...all: string[]): string {
	return all.map((line) => `${line}\r\n`).join('');
}

/** What Outlook packs attachments into for others: TNEF, `winmail.dat`. */
export function winmail(name: string, bytes: Buffer | string): Buffer {
	const head = Buffer.from('789f3e220100', 'hex');
	return Buffer.concat([
		head,
		attribute(0x02, 0x00069002, Buffer.alloc(14)),
		attribute(0x02, 0x00018010, Buffer.from(`${name}\0`)),
		attribute(0x02, 0x0006800f, Buffer.from(bytes)),
	]);
}

function attribute(level: number, id: number, data: Buffer): Buffer {
	const head = Buffer.alloc(9);
	head.writeUInt8(level, 0);
	head.writeUInt32LE(id, 1);
	head.writeUInt32LE(data.length, 5);
	const checksum = Buffer.alloc(2);
	checksum.writeUInt16LE(data.reduce((sum, byte) => (sum + byte) & 0xffff, 0));
	return Buffer.concat([head, data, checksum]);
}
