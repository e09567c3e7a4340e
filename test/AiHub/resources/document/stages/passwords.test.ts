import { withPasswordsFor } from '../../../../../nodes/AiHub/resources/document/stages/passwords';

const bodyWith = (passwords: unknown) => ({
	version: '2',
	settings: {
		tags: ['t'],
		runtime_config: { a: 1, instabase: { b: 2, pdf: { c: 3, passwords } } },
	},
});
const file = (name: string, givenName = name) => ({ name, givenName });

/** The passwords that a run over these files is sent with. */
function sentWith(given: Record<string, unknown>, ...files: Array<ReturnType<typeof file>>) {
	const { settings } = withPasswordsFor(bodyWith(given), files) as ReturnType<typeof bodyWith>;
	return settings.runtime_config.instabase.pdf.passwords;
}

describe('the password of a file', () => {
	it('is sent under the name that the file is sent by, beside all that was given', () => {
		const files = [file('a.pdf'), file('a (2).pdf', 'a.pdf'), file('b.pdf')];
		const given = { 'a.pdf': 'secret', 'other.pdf': 'unused' };
		const body = bodyWith(given);
		expect(withPasswordsFor(body, files)).toStrictEqual(
			bodyWith({ 'a.pdf': 'secret', 'other.pdf': 'unused', 'a (2).pdf': 'secret' }),
		);
		expect(body).toStrictEqual(bodyWith({ 'a.pdf': 'secret', 'other.pdf': 'unused' }));
	});

	it.each([
		['case', 'INVOICE.pdf'],
		['composition of accents', 'cafe\u0301.pdf'],
	])('is that of its name in another %s', (_, name) => {
		const given = { 'invoice.pdf': 'secret', 'café.pdf': 'secret' };
		expect(sentWith(given, file(name))).toEqual({ ...given, [name]: 'secret' });
		expect(sentWith(given, file('1.pdf', name))).toEqual({ ...given, '1.pdf': 'secret' });
	});

	it('is that of the name that it is sent by, where there is one for both', () => {
		const given = { 'a.pdf': 'first', 'A (2).pdf': 'second' };
		expect(sentWith(given, file('a (2).pdf', 'a.pdf'))).toEqual({
			...given,
			'a (2).pdf': 'second',
		});
	});

	it('stays as it was given for exactly this name', () => {
		const given = { 'a.pdf': 'lower', 'A.pdf': 'upper' };
		expect(sentWith(given, file('a.pdf'), file('A.pdf'))).toEqual(given);
	});

	it('is none where none was given for it', () => {
		const given = { 'a.pdf': 'secret' };
		expect(sentWith(given, file('b.pdf'))).toStrictEqual(given);
	});
});

it.each([
	[{}],
	[{ settings: {} }],
	[{ settings: { runtime_config: {} } }],
	[{ settings: { runtime_config: { instabase: {} } } }],
	[{ settings: { runtime_config: { instabase: null } } }],
	[{ settings: { runtime_config: { instabase: { pdf: {} } } } }],
	[bodyWith(null)],
	[bodyWith('secret')],
])('a run without passwords is sent as it is: %j', (body) => {
	expect(withPasswordsFor(body, [file('a.pdf'), file('0', '1')])).toBe(body);
});
