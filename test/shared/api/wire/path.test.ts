import fc from 'fast-check';

import { apiPath, encodeDrivePath } from '../../../../nodes/shared/api/wire/path';
import { requestUrl } from '../../../../nodes/shared/api/wire/send';
import { apiOf, ScriptedServer } from '../../support/scriptedServer';
import { character, printable } from '../../../support/characters';

const NASTY = 'a b#c?d%/../é中.pdf';

const name = fc
	.oneof(
		fc.string({ unit: printable, minLength: 1 }),
		fc.string({ unit: character, minLength: 1 }),
		fc.constantFrom(
			NASTY,
			'%2e%2e',
			'%2F',
			'...',
			' ',
			'+',
			'&=',
			"!'()*",
			'\\..\\',
			'\u0000',
			'\n',
		),
	)
	.filter((text) => !/[\ud800-\udfff]/u.test(text) && !['', '.', '..'].includes(text));

/** What a server makes of the path: the URL parser resolves dots, then segments are decoded. */
function segmentsAtServer(path: string): string[] {
	const { pathname, search, hash } = new URL(requestUrl('https://host/api', { path } as never));
	expect([search, hash]).toEqual(['', '']);
	return pathname.split('/').slice(2).map(decodeURIComponent);
}

describe('a path', () => {
	it('brings every name through as one segment', () => {
		fc.assert(
			fc.property(name, name, (one, other) => {
				const path = apiPath`/v2/batches/${one}/files/${other}`;
				expect(segmentsAtServer(path)).toEqual(['v2', 'batches', one, 'files', other]);
			}),
		);
	});

	it('goes over the wire as it was built', async () => {
		const server = await ScriptedServer.start();
		const api = apiOf(server.url);
		server.script({ status: 200, body: {} });
		const path = apiPath`/v2/batches/${17}/files/${NASTY}`;
		await api.send({ operationId: 'addFileToBatch', method: 'PUT', path });
		await api.close();
		await server.close();
		expect(server.arrived[0].url).toBe(`/api${path}`);
		expect(decodeURIComponent(path)).toBe(`/v2/batches/17/files/${NASTY}`);
	});

	const NO_SUCH = 'Give a name without empty parts, "." or "..".';

	it.each<[unknown, string, string]>([
		['', 'A name or ID is empty', NO_SUCH],
		['.', '"." cannot be used as a name or ID', NO_SUCH],
		['..', '".." cannot be used as a name or ID', NO_SUCH],
		[undefined, 'A name or ID is empty', NO_SUCH],
		[null, 'A name or ID is empty', NO_SUCH],
		[NaN, 'A name or ID is empty', NO_SUCH],
		['x\ud800', 'A name or ID contains a broken character', 'Rename it and run this again.'],
	])('refuses %p', (value, message, hint) => {
		expect(() => apiPath`/v2/batches/${value as string}`).toThrow(
			expect.objectContaining({ kind: 'invalidInput', message, hint }),
		);
	});
});

describe('a drive path', () => {
	it('keeps its slashes, and each segment between them', () => {
		const segment = name.filter((text) => !text.includes('/') && text.trim() === text);
		fc.assert(
			fc.property(fc.array(segment, { minLength: 1, maxLength: 6 }), (segments) => {
				const path = `/v2/files/${encodeDrivePath(segments.join('/'))}`;
				expect(segmentsAtServer(path)).toEqual(['v2', 'files', ...segments]);
			}),
		);
	});

	it('loses the slashes and blanks around it', () => {
		expect(encodeDrivePath(' //acme/My Drive/a.pdf// ')).toBe('acme/My%20Drive/a.pdf');
	});

	it.each(['', '/', 'a//b', 'a/./b', '../b', 'a/..', ' '])('refuses %p', (path) => {
		expect(() => encodeDrivePath(path)).toThrow(expect.objectContaining({ kind: 'invalidInput' }));
	});
});

describe('a query', () => {
	it('leaves out what is undefined, and repeats what is a list', () => {
		const query = { a: undefined, b: 0, c: false, d: ['x y', '&'], e: [], f: '' };
		const url = requestUrl('https://host/api', { path: '/v2/x', query } as never);
		expect(url).toBe('https://host/api/v2/x?b=0&c=false&d=x%20y&d=%26&f=');
		expect(
			requestUrl('https://host/api', { path: '/v2/x', query: { a: undefined } } as never),
		).toBe('https://host/api/v2/x');
	});
});

it('looks at each slash of a path once', () => {
	const slashes = '/'.repeat(1_000_000);
	expect(encodeDrivePath(`${slashes}a b${slashes}`)).toBe('a%20b');
	expect(() => encodeDrivePath(`a${slashes}b`)).toThrow();
});
