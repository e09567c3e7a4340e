import type { NamedAttack } from '../attacks';
import type { AnswerClass } from '../../../answers/operations';
import { head } from '../line';

const BODY = '{"id": 7}';

/** Says that and hangs up. */
function says(text: string, more: Partial<NamedAttack> = {}): NamedAttack {
	return { attack: (line) => line.end(text), ...more };
}

const with200 = (headers: string, body = BODY) =>
	`HTTP/1.1 200 OK\r\n${headers}content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;

/** Some parsers take it; what counts is that nothing else happens. */
const either = { comesTo: () => 'either' as const };
const unlessDone = {
	comesTo: (is: AnswerClass) =>
		(['file', 'head', 'done'].includes(is) ? 'either' : 'error') as 'either' | 'error',
};
const chunked = head({ 'transfer-encoding': 'chunked' });
const unlessHead = {
	comesTo: (is: AnswerClass) => (is === 'head' ? 'either' : 'error') as 'either',
};

/** What is no HTTP, or is hardly. */
export const protocol: Record<string, NamedAttack> = {
	'another protocol': says('SSH-2.0-OpenSSH_9.6\r\n'),
	'HTTP/2': says('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
	'a page without a head': says('<html><body>Sign in</body></html>'),
	'a status that is no number': says('HTTP/1.1 abc OK\r\n\r\n'),
	'status 0': says('HTTP/1.1 000 OK\r\n\r\n', either),
	'status 99': says('HTTP/1.1 099 OK\r\n\r\n', either),
	'status 999': says('HTTP/1.1 999 No\r\ncontent-length: 0\r\n\r\n'),
	'status 200 with HTTP/9.9': says('HTTP/9.9 200 OK\r\n\r\n'),
	'bytes in place of text': says('\u0000\u0001\u0002\u00ff'.repeat(999)),
	'a header without a colon': says(with200('nonsense\r\n'), unlessDone),
	'a header with a NUL': says(with200('x: a\u0000b\r\n'), unlessDone),
	'a header name with a blank': says(with200('x y: z\r\n'), unlessDone),
	'a header on two lines': says(with200('x: a\r\n b\r\n'), unlessDone),
	'a header of 1 MB': says(with200(`x: ${'y'.repeat(1_048_576)}\r\n`)),
	'100,000 headers': says(with200('x: y\r\n'.repeat(100_000))),
	'headers without end': {
		attack: async (line) => {
			await line.write('HTTP/1.1 200 OK\r\n');
			await line.repeat('x: yyyyyyyy\r\n'.repeat(1_000));
		},
	},
	'headers that are names of a prototype': says(
		with200('__proto__: polluted\r\nconstructor: polluted\r\nlocation: /v2/jobs/__proto__\r\n'),
		either,
	),
	'a length below nought': says(`HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n${BODY}`),
	'a length that is no number': says(`HTTP/1.1 200 OK\r\ncontent-length: 9x\r\n\r\n${BODY}`),
	'a length beyond all numbers': says(
		`HTTP/1.1 200 OK\r\ncontent-length: ${'9'.repeat(30)}\r\n\r\n${BODY}`,
	),
	'two lengths': says(with200('content-length: 3\r\n')),
	'a length and chunks': says(
		with200('transfer-encoding: chunked\r\n', `9\r\n${BODY}\r\n0\r\n\r\n`),
		unlessDone,
	),
	'a chunk whose size is none': says(`${chunked}zz\r\n${BODY}\r\n0\r\n\r\n`, unlessHead),
	'a chunk of a size below nought': says(`${chunked}-9\r\n${BODY}\r\n0\r\n\r\n`, unlessHead),
	'a chunk beyond all sizes': says(`${chunked}${'F'.repeat(20)}\r\n${BODY}`, unlessHead),
	'a chunk that is shorter than it says': says(`${chunked}ff\r\n${BODY}\r\n0\r\n\r\n`, unlessHead),
	'chunks without the last one': says(`${chunked}9\r\n${BODY}\r\n`, unlessHead),
	'a chunk with an extension of 1 MB': says(
		`${chunked}9;${'x'.repeat(1_048_576)}\r\n${BODY}\r\n0\r\n\r\n`,
		unlessHead,
	),
	'an unknown transfer encoding': says(with200('transfer-encoding: x-own\r\n'), either),
	'another protocol to switch to': {
		// Node.js closes it without a word; the time limit ends the wait.
		attack: async (line, _, { limits }) => {
			await line.write('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n');
			limits!.end();
		},
		says: /did not answer in time|broke off/,
	},
	'1xx without end': {
		attack: async (line, _, { limits }) => {
			await line.repeat('HTTP/1.1 102 Processing\r\n\r\n', 500);
			limits!.end();
		},
		says: /did not answer in time|broke off/,
	},
	'1,000 × 1xx, then an answer': {
		attack: async (line, heard, hub) => {
			await line.write('HTTP/1.1 103 Early\r\nlink: </x>\r\n\r\n'.repeat(1_000));
			hub.answer(line, heard);
		},
		comesTo: () => 'success',
	},
	'a pause of 30 years': says(head({ 'retry-after': 1e9, 'content-length': 0 }, 429), {
		says: /too many requests/,
		refuses: true,
	}),
	'a pause below nought': says(head({ 'retry-after': -1e9, 'content-length': 0 }, 503)),
	'a pause beyond all numbers': says(head({ 'retry-after': '1e999', 'content-length': 0 }, 429), {
		refuses: true,
	}),
	'a date that is far off': says(
		head({ date: 'Fri, 31 Dec 9999 23:59:59 GMT', 'content-length': 0 }, 502),
	),
	'304 to what was never asked': says(head({}, 304)),
};
