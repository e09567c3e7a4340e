import { invalidInput } from './errors';

/**
 * Builds a path below the API root; every value becomes exactly one encoded segment.
 * @example apiPath`/v2/batches/${batchId}/files/${fileName}`
 * @throws AiHubError of kind `invalidInput` for a value that no segment can carry
 */
export function apiPath(parts: TemplateStringsArray, ...values: Array<string | number>): string {
	return parts.reduce(
		(path, part, index) => path + encodeSegment(textOf(values[index - 1])) + part,
	);
}

/**
 * Encodes a drive path (`ORG/WORKSPACE/fs/DRIVE/FOLDER/FILE`): its slashes stay, everything else
 * is encoded. Slashes at either end are dropped.
 * @throws AiHubError of kind `invalidInput` for empty, `.` and `..` segments
 */
export function encodeDrivePath(path: string): string {
	return barePath(path).split('/').map(encodeSegment).join('/');
}

/** A drive path without blanks and slashes at either end. */
export function barePath(path: string): string {
	return path.trim().replace(/^\/+|(?<!\/)\/+$/g, '');
}

/** An ID that an answer did not have is an empty one, not the word "undefined". */
function textOf(value: string | number | null | undefined): string {
	return value === undefined || value === null || Number.isNaN(value) ? '' : String(value);
}

/** Half of a character, as cutting a text in the middle of an emoji leaves it: no address can hold it. */
export const BROKEN = /[\ud800-\udfff]/u;

function encodeSegment(segment: string): string {
	if (segment === '' || segment === '.' || segment === '..') {
		throw invalidInput(
			segment === '' ? 'A name or ID is empty' : `"${segment}" cannot be used as a name or ID`,
			'Give a name without empty parts, "." or "..".',
		);
	}
	if (BROKEN.test(segment)) {
		throw invalidInput('A name or ID contains a broken character', 'Rename it and run this again.');
	}
	return encodeURIComponent(segment);
}
