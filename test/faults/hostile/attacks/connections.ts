import type { NamedAttack } from '../attacks';
import type { AnswerClass } from '../../../answers/operations';
import { answer, head, json } from '../line';

const unlessHead = (is: AnswerClass) => (is === 'head' ? 'either' : 'error') as 'either' | 'error';
const BROKE_OFF = /broke off|could not be reached|did not answer in time/;

/** Connections that end, or do not, in the wrong place. */
export const connections: Record<string, NamedAttack> = {
	silence: {
		attack: async (line, _, { limits }) => {
			await line.write('');
			limits!.end();
		},
		says: /did not answer in time/,
	},
	'headers that drip': {
		attack: async (line, _, { limits }) => {
			await line.write('HTTP/1.1 200 OK\r\n');
			await line.repeat('x: y\r\n', 50);
			limits!.end();
		},
		says: /did not answer in time/,
	},
	'half a status line, then nothing': {
		attack: async (line, _, { limits }) => {
			await line.write('HTTP/1.');
			limits!.end();
		},
		says: /did not answer in time/,
	},
	'a server that hangs up': { attack: (line) => line.end(), says: BROKE_OFF },
	'a reset': { attack: (line) => line.reset(), says: BROKE_OFF },
	'a reset among the headers': {
		attack: async (line) => {
			await line.write('HTTP/1.1 200 OK\r\ncontent-le');
			line.reset();
		},
		says: BROKE_OFF,
	},
	'a reset in the body': {
		attack: async (line) => {
			await line.write(`${head({ 'content-length': 100 })}{"id"`);
			line.reset();
		},
		comesTo: unlessHead,
	},
	'a server that ends its half and listens on': {
		attack: (line) => line.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n'),
		says: BROKE_OFF,
	},
	'a refusal while the request is still on its way': {
		attack: (line) => line.end(json({ message: 'too large' }, 413)),
		early: true,
		says: /too large|broke off/,
		not: ['head'],
	},
	'a success while the request is still on its way': {
		attack: (line) => line.end(answer('{}')),
		early: true,
		comesTo: (is) => (is === 'object' || is === 'list' || is === 'start' ? 'error' : 'either'),
	},
	'a reset while the request is still on its way': {
		attack: (line) => line.reset(),
		early: true,
	},
	'an answer whose connection stays open': {
		attack: async (line, heard, hub) => {
			const good = await goodAnswer(heard, hub);
			await line.write(good.replace('connection: close', 'connection: keep-alive'));
		},
		comesTo: () => 'success',
	},
	'a second answer that nobody asked for': {
		attack: async (line, heard, hub) => {
			const good = await goodAnswer(heard, hub);
			const other = json({ id: 'run-666', status: 'COMPLETE', runs: [], nodes: [] });
			line.end(good.replace('connection: close', 'connection: keep-alive') + other);
		},
		comesTo: () => 'success',
	},
};

/** What the hub would have answered. */
async function goodAnswer(
	...[heard, hub]: [Parameters<NamedAttack['attack']>[1], Parameters<NamedAttack['attack']>[2]]
): Promise<string> {
	return await new Promise((resolve) => {
		hub.answer({ end: (text: string) => resolve(text) } as never, heard);
	});
}
