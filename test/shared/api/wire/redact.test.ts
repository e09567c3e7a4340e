import { escape } from 'node:querystring';

import fc from 'fast-check';

import { redactSecrets } from '../../../../nodes/shared/api/wire/redact';
import { character } from '../../../support/characters';

const SECRET = 'tok/en "+é& <1>\'';

describe('a secret', () => {
	it.each<[string, string]>([
		['as it is', SECRET],
		['in a URL', encodeURIComponent(SECRET)],
		['in a query', new URLSearchParams({ s: SECRET }).toString().slice(2)],
		['in a query, by another encoder', escape(SECRET)],
		['in JSON', JSON.stringify({ s: SECRET })],
		['in JSON with escaped slashes', JSON.stringify(SECRET).replace(/\//g, '\\/')],
		['in HTML', 'tok/en "+é&amp; &lt;1&gt;\''],
		['in HTML with escaped quotes', 'tok/en &quot;+é&amp; &lt;1&gt;&#39;'],
	])('is taken out %s', (_, text) => {
		const redacted = redactSecrets(`before ${text} after`, [SECRET]);
		expect(redacted).toMatch(/^before .*\*\*\*.* after$/s);
		expect(redacted).not.toMatch(/tok|en|1/);
	});

	it.each([
		[
			'a blank as %20 beside a slash that is not encoded by the same rule',
			"a (b)'",
			'a%20%28b%29%27',
		],
		['a quote as HTML writes it', "it's", 'it&#39;s'],
	])('is taken out with %s', (_, secret, text) => {
		expect(redactSecrets(`<${text}>`, [secret])).toBe('<***>');
	});

	it('is taken out without the blanks that it was pasted with', () => {
		expect(redactSecrets('token abc-1 is odd', [' abc-1\n'])).toBe('token *** is odd');
	});

	it('that is part of another one does not break it up', () => {
		expect(redactSecrets('pass passport', ['pass', 'passport'])).toBe('*** ***');
	});

	it('that is empty or blank changes nothing', () => {
		expect(redactSecrets('a text', ['', '  ', '\n'])).toBe('a text');
	});

	it('of any kind never throws and never stays', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: character, minLength: 1 }),
				fc.string(),
				fc.string(),
				(secret, before, after) => {
					fc.pre(secret.trim() !== '' && !'***'.includes(secret));
					const text = redactSecrets(`${before}${secret}${JSON.stringify(secret)}${after}`, [
						secret,
					]);
					expect(text).not.toContain(secret);
				},
			),
		);
	});

	it('with half a character does not throw', () => {
		expect(redactSecrets('x\ud800y z', ['x\ud800y'])).toBe('*** z');
	});
});
