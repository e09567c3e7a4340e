import { answerTo } from '../wire/answer';
import { bounded, readAll, type Watchable } from '../wire/bytes';
import { errorOfAnswer } from '../wire/httpErrors';
import type { ApiRequest, ApiResponse, ByteStream } from '../wire/send';
import { textOf } from '../wire/text';
import { isPage } from '../wire/words';

/** What a server says in place of a file is not longer than this. */
const LONGEST_WORDS = 1024 * 1024;

/**
 * The content of a file, unless the server gave something else in its place under a status of
 * success: a sign-in page, or an error as JSON. A file that is called so itself is taken as it is.
 * @returns a stream, or the bytes where they had to be looked at
 * @throws AiHubError
 */
export async function fileIn(
	request: ApiRequest,
	response: ApiResponse,
	path: string,
	redact: (text: string) => string,
): Promise<ByteStream | Buffer> {
	const stream = response.body as ByteStream & Watchable;
	const type = response.headers['content-type'] ?? '';
	const length = Number(response.headers['content-length'] ?? 0);
	const isPageType = /html/i.test(type) && !/\.x?html?$/i.test(path);
	const isJsonType = /json/i.test(type) && !/json\w?$/i.test(path);
	if (!(isPageType || isJsonType) || length > LONGEST_WORDS) {
		return bounded(stream, () => Date.now());
	}
	const bytes = await readAll(stream);
	const read = { ...response, body: textOf(bytes, type) };
	if (isPageType && isPage(read.body)) {
		throw errorOfAnswer(request, read, 'it is a web page', redact).with({ isPage: true });
	}
	if (isJsonType) answerTo(request, read, { orNothing: true }, redact);
	return bytes;
}
