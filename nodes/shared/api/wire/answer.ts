import { AiHubError } from './errors';
import { errorOfAnswer, redactAll } from './httpErrors';
import { type JsonReading, readJson } from './json';
import { type ApiRequest, type ApiResponse, NetworkFailure } from './send';
import { apiMessage, isPage } from './words';

/** An object of an answer, whatever its keys hold. */
export type Given = Record<string, unknown>;

/** What a success must hold to be the answer to what was asked. */
export interface Expected {
	/** With one of these filled it is the answer, whatever words of an error are in it. */
	sure?: readonly string[];
	/** With one of these it is the answer unless it says that it is an error. Default: `sure`. */
	any?: readonly string[];
	/** Where the list is that was asked for, as in `data.results`. */
	list?: string;
	/** No content, or words alone, is an answer as well: it was done. */
	orNothing?: true;
}

/**
 * The object that a success holds.
 * @throws AiHubError; `rejected` for an error in spite of the status, `unexpectedAnswer` for what
 * cannot be read or is no answer to this, both with the server's words
 * @throws NetworkFailure when the answer is cut off
 */
export function answerTo(
	request: ApiRequest,
	response: ApiResponse,
	expected: Expected,
	redact: (text: string) => string,
): Given {
	const text = typeof response.body === 'string' ? response.body : '';
	const wrong = (problem: string) => errorOfAnswer(request, response, problem, redact);
	if (isPage(text)) throw wrong('it is a web page').with({ isPage: true });
	const json = readJson(text);
	if (!json.ok && json.problem === 'cutOff') {
		throw new NetworkFailure('CUT_OFF', 'the answer is cut off');
	}
	const { orNothing } = expected;
	if (!json.ok && !(orNothing && json.problem !== 'tooDeep')) throw wrong(PROBLEMS[json.problem]);
	const value = json.ok ? json.value : undefined;
	if (!isObject(value)) {
		if (orNothing) return {};
		throw wrong(`it is ${Array.isArray(value) ? 'a list' : 'no object'}`);
	}
	if (isError(value, expected)) throw rejected(request, response, redact);
	const problem = problemOf(value, expected);
	if (problem !== undefined) throw wrong(problem);
	return value;
}

type Problem = Exclude<JsonReading, { ok: true }>['problem'];

const PROBLEMS: Record<Problem, string> = {
	empty: 'it is empty',
	notJson: 'it is not JSON',
	cutOff: 'it is cut off',
	tooDeep: 'it is nested too deeply',
};

/** The entries of a list that are objects; what is none cannot be passed on. */
export function entriesAt(value: Given, path: string): Given[] {
	const list = at(value, path);
	return Array.isArray(list) ? list.filter(isObject) : [];
}

export function isObject(value: unknown): value is Given {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function at(value: unknown, path: string): unknown {
	return path.split('.').reduce<unknown>((one, key) => (one as Given | undefined)?.[key], value);
}

/** An error under a status of success, as older servers and proxies send it. */
function isError(value: Given, { sure = [], list }: Expected): boolean {
	if (sure.some((key) => isFilled(value[key]))) return false;
	if (list !== undefined && isFilled(at(value, list))) return false;
	const { status, error, errors, success, ok } = value;
	return (
		(typeof status === 'string' && /^(error|fail|failure)$/i.test(status.trim())) ||
		isFilled(error) ||
		isFilled(errors) ||
		success === false ||
		ok === false
	);
}

function isFilled(value: unknown): boolean {
	if (Array.isArray(value)) return value.length > 0;
	if (isObject(value)) return Object.keys(value).length > 0;
	return value !== undefined && value !== null && value !== '' && value !== false;
}

function problemOf(
	value: Given,
	{ sure = [], any = sure, list, orNothing }: Expected,
): string | undefined {
	if (list !== undefined) {
		const isNoList = !Array.isArray(at(value, list)) && !isSaidEmpty(value, list);
		return isNoList ? `it has no list "${list}"` : undefined;
	}
	const isThere = any.some((key) => value[key] !== undefined && value[key] !== null);
	if (isThere || any.length === 0 || orNothing) return undefined;
	return `it has no "${any[0]}"`;
}

/** Null may stand for an empty list where the answer says so in another way. */
function isSaidEmpty(value: Given, list: string): boolean {
	const { has_more, total, count } = value;
	return at(value, list) === null && (has_more === false || total === 0 || count === 0);
}

function rejected(
	request: ApiRequest,
	response: ApiResponse,
	redact: (text: string) => string,
): AiHubError {
	const message = apiMessage(response.body, (text) => redactAll(text, request, redact));
	return new AiHubError(
		'rejected',
		`AI Hub rejected the request: ${message ?? 'no reason given'}`,
		{
			hint: 'Check the values of this node against the message of AI Hub.',
			status: response.status,
			apiMessage: message,
			operationId: request.operationId,
			maybeDone: false,
		},
	);
}
