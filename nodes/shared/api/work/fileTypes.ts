import { extensionOf } from './fileNames';

/** The extensions that the vendor's limits page lists as supported. */
const SUPPORTED: ReadonlySet<string> = new Set(
	(
		'bat bashc c cc chtml cmake cmd cpp cs css csv cxx cy dockerfile doc docx eml gdoc go gsheet ' +
		'gslides h++ hpp html java jpeg jpg js json mht mhtml mkfile msg pdf perl php plsql png pptx ' +
		'py pxi pyx r rd rs rtf ruby tif tiff ts txt xls xlsx xml yaml yml zsh'
	).split(' '),
);

/** Extensions by MIME type, of supported types that mails, scanners and forms give. */
const EXTENSIONS = new Map(
	Object.entries({
		'application/csv': 'csv',
		'application/json': 'json',
		'application/msword': 'doc',
		'application/pdf': 'pdf',
		'application/rtf': 'rtf',
		'application/vnd.ms-excel': 'xls',
		'application/vnd.ms-outlook': 'msg',
		'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
		'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
		'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
		'application/x-pdf': 'pdf',
		'application/xml': 'xml',
		'image/jpeg': 'jpg',
		'image/jpg': 'jpg',
		'image/pjpeg': 'jpg',
		'image/png': 'png',
		'image/tiff': 'tif',
		'message/rfc822': 'eml',
		'text/csv': 'csv',
		'text/html': 'html',
		'text/plain': 'txt',
		'text/rtf': 'rtf',
		'text/xml': 'xml',
	}),
);

/** Two extensions of one type count as the same. */
const SAME = new Map([
	['jpeg', 'jpg'],
	['tiff', 'tif'],
	['yml', 'yaml'],
	['htm', 'html'],
]);

/** An extension as it is compared: the same for all that mean one type. */
export function typeOf(extension: string): string {
	return SAME.get(extension) ?? extension;
}

export function isSupported(name: string): boolean {
	return SUPPORTED.has(extensionOf(name));
}

/**
 * The extension that AI Hub needs to know a file of this name by; undefined when it has one, or none
 * is known. n8n calls whatever it does not know `text/plain`: that says nothing against an extension.
 */
export function missingExtension(name: string, mimeType: string): string | undefined {
	if (isSupported(name)) return undefined;
	const extension = EXTENSIONS.get(mimeType.split(';')[0].trim().toLowerCase());
	return extension === 'txt' && extensionOf(name) !== '' ? undefined : extension;
}
