import { AiHubError } from './errors';
import { PAGE_INSTEAD, redactAll } from './httpErrors';
import { readJson, refusalOf } from './json';
import type { ApiRequest, ApiResponse } from './send';
import { isSaid } from './values';
import { isPage, wordsIn } from './words';

/** What the answer to an operation must hold to be one. */
interface Expected {
	/** The key of the list, with dots where it lies deeper; it must be one, be it empty. */
	list?: string;
	/** Keys of which one must be there, as a text or a number. */
	oneOf?: string[];
	/** Keys of which one must be there, whatever it is. */
	anyOf?: string[];
	/** An empty body, or one that says nothing, is an answer: the status says it all. */
	orNothing?: true;
}

const RUN = { oneOf: ['id', 'run_id'] };
const ACCEPTED = { orNothing: true } as const;

/** By operationId. What is not here is answered by its status alone. */
const EXPECTED: Record<string, Expected> = {
	createBatch: { oneOf: ['id'] },
	listBatches: { list: 'batches' },
	getBatch: { oneOf: ['id', 'name'] },
	deleteBatch: ACCEPTED,
	listFiles: { list: 'nodes' },
	deleteFileFromBatch: ACCEPTED,
	createMultipartUploadSession: { oneOf: ['session_id'] },
	uploadMultipartPart: { oneOf: ['part_id'] },
	commitMultipartUploadSession: ACCEPTED,
	runApp: RUN,
	runDeployment: RUN,
	listRuns: { list: 'runs' },
	getRunStatus: { oneOf: [...RUN.oneOf, 'status'] },
	deleteRun: ACCEPTED,
	getRunResults: { anyOf: ['files', 'case_info'] },
	jobStatus: { oneOf: ['state', 'status'] },
	pollBatchesJob: { oneOf: ['state', 'status'] },
	deleteFileOrFolder: ACCEPTED,
	readFile: { list: 'nodes' },
	listSecrets: { list: 'secrets' },
	createSecret: ACCEPTED,
	updateSecret: ACCEPTED,
	deleteSecret: ACCEPTED,
	getAuditLogs: { list: 'data.results' },
};

/**
 * Reads the success (2xx) of an operation: from text to an object that holds what was asked for.
 * @returns an empty object where nothing is answer enough
 * @throws AiHubError with the server's words: `rejected` for an error under a success,
 * `unexpectedAnswer` for what cannot be read or is no answer to the question
 */
export function readAnswer<T extends object>(
	request: ApiRequest,
	response: ApiResponse,
	redact: (text: string) => string,
): T {
	const expected = EXPECTED[request.operationId] ?? ACCEPTED;
	const text = typeof response.body === 'string' ? response.body : '';
	if (text.trim() === '' && expected.orNothing) return {} as T;
	const value = readJson(text);
	const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
	// "Accepted", in plain words.
	if (expected.orNothing && !isObject && !isPage(text) && !/^\s*\{/.test(text)) return {} as T;
	if (value === undefined) throw unreadable(request, response, whyUnreadable(text), redact);
	if (!isObject) {
		throw noAnswer(request, response, 'it is no object', value, redact);
	}
	const answer = value as Record<string, unknown>;
	if (isError(answer) && !['id', 'run_id'].some((key) => isSaid(answer[key]))) {
		throw rejected(request, response, answer, redact);
	}
	const missing = missingIn(answer, expected);
	if (missing !== undefined) throw noAnswer(request, response, missing, value, redact);
	return answer as T;
}

/**
 * Whether the status alone tells that something was done. A plain 200 is what a proxy answers in place
 * of AI Hub, which answers 201 or 204 where there is nothing to read.
 */
export function saysDone({ status }: ApiResponse): boolean {
	return status !== 200;
}

/** An error that AI Hub, as older servers do, or a gateway tells under a success. */
function isError({ status, error, errors, success, ok }: Record<string, unknown>): boolean {
	if (typeof status === 'string' && /^error$/i.test(status)) return true;
	if (success === false || ok === false) return true;
	if (Array.isArray(errors) && errors.length > 0) return true;
	return (
		(typeof error === 'object' && error !== null) || (typeof error === 'string' && error !== '')
	);
}

function missingIn(answer: Record<string, unknown>, expected: Expected): string | undefined {
	const { list, oneOf, anyOf } = expected;
	if (list !== undefined && !Array.isArray(valueAt(answer, list)))
		return `it has no list "${list}"`;
	const keys = oneOf ?? anyOf;
	const isThere = (key: string) => (oneOf ? isSaid(answer[key]) : Boolean(answer[key]));
	return keys?.some(isThere) === false ? `it has no "${keys.join('" or "')}"` : undefined;
}

function valueAt(answer: unknown, path: string): unknown {
	return path.split('.').reduce<unknown>((inner, key) => {
		return typeof inner === 'object' && inner !== null
			? (inner as Record<string, unknown>)[key]
			: undefined;
	}, answer);
}

const CHANGED =
	'Check API Root in the credential. If it is right, a proxy in between may have changed the answer: run this again.';
const TOO_MUCH =
	'Ask for less at once, such as results without source information, or fewer files in a run. If the answer should be small, check API Root in the credential.';

function whyUnreadable(text: string): string {
	if (text.trim() === '') return 'it is empty';
	if (isPage(text)) return 'it is a web page';
	return refusalOf(text) ?? 'it is not JSON';
}

function unreadable(
	request: ApiRequest,
	response: ApiResponse,
	why: string,
	redact: (text: string) => string,
): AiHubError {
	const text = typeof response.body === 'string' ? response.body : '';
	const page = isPage(text);
	const isRefused = refusalOf(text) !== undefined;
	const words = page
		? undefined
		: quoted(response.body, (text) => redactAll(text, request, redact));
	return new AiHubError(
		'unexpectedAnswer',
		`AI Hub gave an answer that cannot be read: ${why}${words ? `: ${words}` : ''}`,
		{
			hint: page ? PAGE_INSTEAD : isRefused ? TOO_MUCH : CHANGED,
			status: response.status,
			operationId: request.operationId,
			...(page && { isPage: true }),
			...(isRefused && { isReadable: true, isTooMuch: true }),
			maybeDone: true,
		},
	);
}

/** The beginning of what the server said, for a person to recognize. */
function quoted(body: unknown, redact: (text: string) => string): string | undefined {
	const text = typeof body === 'string' ? redact(body).replace(/\s+/g, ' ').trim() : '';
	return text === '' ? undefined : `"${Array.from(text.slice(0, 120)).slice(0, 60).join('')}"`;
}

function noAnswer(
	request: ApiRequest,
	response: ApiResponse,
	why: string,
	value: unknown,
	redact: (text: string) => string,
): AiHubError {
	const words = wordsIn(value);
	const said = words === undefined ? why : redactAll(words, request, redact);
	return new AiHubError('unexpectedAnswer', `AI Hub's answer is not what was asked for: ${said}`, {
		hint: 'Check API Root in the credential. If it is right, this AI Hub may answer differently than its documentation says: run this again, or ask its administrator.',
		status: response.status,
		operationId: request.operationId,
		apiMessage: words === undefined ? undefined : said,
		isReadable: true,
		maybeDone: true,
	});
}

function rejected(
	request: ApiRequest,
	response: ApiResponse,
	value: unknown,
	redact: (text: string) => string,
): AiHubError {
	const words = wordsIn(value);
	const said = words === undefined ? undefined : redactAll(words, request, redact);
	return new AiHubError('rejected', `AI Hub rejected the request: ${said ?? 'no reason given'}`, {
		hint: 'Check the values of this node against the message of AI Hub.',
		status: response.status,
		operationId: request.operationId,
		apiMessage: said,
		isReadable: true,
		maybeDone: false,
	});
}
