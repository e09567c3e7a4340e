import type { ErrorKind } from '../../nodes/shared/api/wire/errors';
import { type AnswerClass, OPERATIONS } from './operations';
import type { Answer } from './server';

/** What is right: it succeeds, or fails with an error of that kind, in both cases with these words. */
export interface Right {
	error?: ErrorKind | ErrorKind[];
	says?: string;
	/** How often the operation is sent; starts only. */
	sent?: number;
}

/** A way in which a server may answer, what is right then, and why. */
export interface Case {
	operation: string;
	kind: string;
	name: string;
	answers: Answer[];
	right: Right;
	why: string;
	/** Answers to other operations. */
	others?: Record<string, Answer[]>;
}

/** A variant that any operation may meet with: the right thing to do depends on what it answers. */
interface Variant {
	kind: string;
	name: string;
	why: string;
	answer(good: string): Answer;
	right(is: AnswerClass): Right;
}

const ok = (): Right => ({});
const refused = (error: ErrorKind | ErrorKind[], says?: string) => (): Right => ({ error, says });
const json = (value: unknown): string => JSON.stringify(value);
/** What holds nothing is an answer only to what was to be done. */
const nothing =
	(says?: string) =>
	(is: AnswerClass): Right =>
		is === 'done' ? {} : { error: 'unexpectedAnswer', says };
const WORDS = 'their words';
const PAGE = '<!doctype html><html><head><title>Sign in</title></head></html>';
const put = (good: string, extra: string) =>
	good === '{}' ? `{${extra}}` : good.replace(/^\{/, `{${extra},`);

const READABLE = 'It can be read without doubt.';
const NOT_ASKED = 'It is not what was asked for, so nobody may take it for a success.';
const THEIR_WORDS = "The person needs the server's own words.";

const VARIANTS: Variant[] = [
	...(
		[
			['a byte order mark', (good) => ({ body: `\ufeff${good}` })],
			[
				'a charset that is named',
				(good) => ({
					body: Buffer.from(put(good, '"note":"Müller"'), 'latin1'),
					headers: { 'Content-Type': 'application/json; charset=ISO-8859-1' },
				}),
			],
			[
				'a charset that nobody knows',
				(good) => ({ body: good, headers: { 'Content-Type': 'application/json; charset=x-own' } }),
			],
			['NaN', (good) => ({ body: put(good, '"score":NaN') })],
			['-Infinity', (good) => ({ body: put(good, '"scores":[-Infinity, Infinity]') })],
			['blanks around', (good) => ({ body: `\r\n ${good}\n\n` })],
			['called text', (good) => ({ body: good, headers: { 'Content-Type': 'TEXT/Plain' } })],
			['more keys', (good) => ({ body: put(good, '"new_key":{"a":[1,null]}') })],
			['another success', (good) => ({ status: 203, body: good })],
		] as Array<[string, Variant['answer']]>
	).map(([name, answer]) => ({ kind: 'bytes', name, why: READABLE, answer, right: ok })),
	...(
		[
			['nothing', { body: '' }, 'empty'],
			['204', { status: 204 }, 'empty'],
			['202 with nothing', { status: 202, body: '' }, 'empty'],
			['null', { body: 'null' }, ''],
			['a list', { body: '[]' }, ''],
			['words', { body: '"accepted"' }, ''],
			['an empty object', { body: '{}' }, ''],
		] as Array<[string, Answer, string]>
	).map(([name, answer, says]) => ({
		kind: 'nothing',
		name,
		why: 'What was to be done is done; what was asked for is missing.',
		answer: () => answer,
		right: nothing(says),
	})),
	{
		kind: 'nothing',
		name: 'a web page',
		why: NOT_ASKED,
		answer: () => ({ body: PAGE, headers: { 'Content-Type': 'text/html' } }),
		right: refused('unexpectedAnswer'),
	},
	{
		kind: 'depth',
		name: 'too many levels',
		why: 'n8n cannot write it; an error says so.',
		answer: () => ({ body: `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}` }),
		right: () => ({ error: 'unexpectedAnswer', sent: undefined }),
	},
	{
		kind: 'cut off',
		name: 'half of it',
		why: 'The connection broke; what may be repeated was.',
		answer: () => ({ body: '{"id": 7, "nodes": [{"name": "a' }),
		right: (is) => ({
			error: ['unavailable', 'unexpectedAnswer'],
			sent: is === 'start' ? 3 : undefined,
		}),
	},
	...(
		[
			['legacy', { status: 'ERROR', msg: WORDS }],
			['lower case', { status: 'error', message: WORDS }],
			['an object', { error: { code: 7, message: WORDS } }],
			['a text', { error: WORDS }],
			['a list', { errors: [{ message: WORDS }, { message: 'and more' }] }],
			['a flag', { success: false, message: WORDS }],
		] as Array<[string, object]>
	).map(([name, body]) => ({
		kind: 'error under 200',
		name,
		why: NOT_ASKED,
		answer: () => ({ body: json(body) }),
		right: refused('rejected', WORDS),
	})),
	...(
		[
			[422, 'a list of details', { detail: [{ loc: ['body'], msg: WORDS }] }, 'rejected'],
			[400, 'a list of errors', { errors: [{ message: WORDS }] }, 'rejected'],
			[400, 'errors by field', { errors: { name: [WORDS] } }, 'rejected'],
			[400, 'a list of messages', { message: [WORDS] }, 'rejected'],
			[
				401,
				'as OAuth says it',
				{ error: 'invalid_token', error_description: WORDS },
				'authentication',
			],
			[409, 'nested', { error: { error: { message: WORDS } } }, 'rejected'],
			[403, 'a permission', { message: `You do not have permission: ${WORDS}` }, 'forbidden'],
			[403, 'units', { message: `No consumption units left: ${WORDS}` }, 'outOfUnits'],
			[400, 'NaN beside it', `{"score":NaN,"message":"${WORDS}"}`, 'rejected'],
		] as Array<[number, string, object | string, ErrorKind | ErrorKind[]]>
	).map(([status, name, body, error]) => ({
		kind: 'error body',
		name,
		why: THEIR_WORDS,
		answer: () => ({ status, body: typeof body === 'string' ? body : json(body) }),
		right: refused(error, WORDS),
	})),
];

const general = Object.entries(OPERATIONS)
	.filter(([, { is }]) => is !== 'file' && is !== 'head')
	.flatMap(([operation, { is, good }]) =>
		VARIANTS.map(
			({ answer, right, ...variant }): Case => ({
				...variant,
				operation,
				answers: [answer(json(good))],
				right: { ...sentOnce(is, variant), ...defined(right(is)) },
			}),
		),
	);

/** What does not come from AI Hub may be in place of an answer that got lost: the run is looked for. */
function sentOnce(is: AnswerClass, { kind, name }: { kind: string; name: string }): Right {
	const isLost =
		['nothing', '204', '202 with nothing', 'null', 'a web page'].includes(name) || kind === 'depth';
	return is === 'start' && !isLost ? { sent: 1 } : {};
}

function defined(right: Right): Right {
	return Object.fromEntries(Object.entries(right).filter(([, value]) => value !== undefined));
}

export function special(
	operation: string,
	kind: string,
	why: string,
	rows: Array<[name: string, answers: Answer | Answer[], right: Right]>,
): Case[] {
	return rows.map(([name, answers, right]) => ({
		operation,
		kind,
		why,
		name,
		answers: [answers].flat(),
		right,
	}));
}

export { general };
