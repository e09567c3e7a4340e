import { AiHubError } from './errors';
import type { ByteStream } from './send';

/** Most bytes of an answer that is read into memory, after it was unpacked. */
export const MOST_ANSWER_BYTES = 100 * 1024 * 1024;
/** Most bytes of a file that is downloaded, after it was unpacked. */
export const MOST_FILE_BYTES = 1024 * 1024 * 1024;

/** A download may begin slowly; after this long it must have come at this rate, in bytes a second. */
const SLOW_START_MS = 60_000;
const LEAST_RATE = 1024;

/**
 * Reads a stream to its end.
 * @throws AiHubError of kind `unexpectedAnswer` when there is no end within `mostBytes`
 */
export async function readAll(stream: ByteStream, mostBytes = MOST_ANSWER_BYTES): Promise<Buffer> {
	const pieces: Buffer[] = [];
	let total = 0;
	for await (const piece of stream) {
		total += piece.length;
		if (total > mostBytes) throw tooLarge(mostBytes);
		pieces.push(piece);
	}
	return Buffer.concat(pieces);
}

/** What a stream of Node can do besides being read. */
export interface Watchable {
	prependListener(event: 'data', listener: (piece: Buffer) => void): unknown;
	destroy(error?: Error): unknown;
}

/**
 * Breaks a stream off that becomes too large, or comes too slowly, whoever reads it.
 * @param now the time in ms since 1970
 */
export function bounded<T extends Watchable>(
	stream: T,
	now: () => number,
	mostBytes = MOST_FILE_BYTES,
): T {
	const begunMs = now();
	let total = 0;
	// `on` would set the stream flowing before its reader is there.
	stream.prependListener('data', (piece) => {
		total += piece.length;
		const ms = now() - begunMs;
		if (total > mostBytes) stream.destroy(tooLarge(mostBytes));
		else if (ms > SLOW_START_MS && total < (ms / 1000) * LEAST_RATE) stream.destroy(tooSlow());
	});
	return stream;
}

function tooLarge(mostBytes: number): AiHubError {
	return new AiHubError(
		'unexpectedAnswer',
		`AI Hub's answer has more than ${mostBytes / 1024 / 1024} MB`,
		{
			hint: 'So much cannot be passed on at once. Ask for less of it, such as fewer files in a run.',
			maybeDone: true,
		},
	);
}

/** The answer had begun, so that asking again would bring the same. */
export function tooSlow(): AiHubError {
	return new AiHubError('unavailable', "AI Hub's answer came too slowly and was broken off", {
		hint: 'This is usually temporary. Run this again in a few minutes.',
		maybeDone: true,
	});
}
