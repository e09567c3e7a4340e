import {
	apiMessage,
	cutAtCharacter,
	isPage,
	unended,
	wordsIn,
} from '../../../../nodes/shared/api/wire/words';

describe("AI Hub's own words", () => {
	it.each<[string, unknown, string | undefined]>([
		['message', '{"message":"No such batch."}', 'No such batch.'],
		['legacy msg', '{"status":"ERROR","msg":"no such mount"}', 'no such mount'],
		['an empty message and a msg', '{"message":"","msg":"the reason"}', 'the reason'],
		['nested error', '{"error":{"message":"deep","code":7}}', 'deep'],
		['error as text', '{"error":"plain"}', 'plain'],
		['detail', '{"detail":"from the framework"}', 'from the framework'],
		['a JSON string', '"just words"', 'just words'],
		['JSON without words', '{"code":17}', '{"code":17}'],
		['plain text', '  upstream\n\n  timed out ', 'upstream timed out'],
		['bytes', Buffer.from('{"message":"é"}'), 'é'],
		['a page with a title', '<html><title>502 Bad Gateway</title><p>x</p>', '502 Bad Gateway'],
		['a page with a heading', '<!doctype html><h1 class="a">Oops</h1><p>x', 'Oops'],
		['a page of text', '<p>One</p><script>x=1</script><p>two</p>', 'One two'],
		['a page without text', '<html><style>p{}</style></html>', undefined],
		['an empty body', '', undefined],
		['blanks', ' \n', undefined],
		['no body', undefined, undefined],
		['a stream', {}, undefined],
		[
			'a list of details',
			'{"detail":[{"loc":["body"],"msg":"id is not valid"}]}',
			'id is not valid',
		],
		['errors', '{"errors":[{"message":"one"},{"message":"two"},{"message":"one"}]}', 'one; two'],
		['a list of messages', '{"message":["one","two"]}', 'one; two'],
		['OAuth', '{"error":"invalid_token","error_description":"It has expired"}', 'It has expired'],
		['a byte order mark and NaN', '\ufeff{"message":"odd","at":NaN}', 'odd'],
		['half of a JSON answer', '{"message":"No su', '{"message":"No su'],
		['JSON of nothing', 'null', 'null'],
		['a list with nothing in it', '[null,"words"]', 'words'],
		['a message of blanks', '{"message":" ","msg":"the reason"}', 'the reason'],
		['a page with a title and attributes', '<title lang="en"> Sign in </title>', 'Sign in'],
		[
			'a page with a title and attributes, and more',
			'<title lang="en">Sign in</title>x',
			'Sign in',
		],
		['a page with a blank title', '<title> </title><p>Sign in</p>', 'Sign in'],
		['a page that styles and scripts', '<b>a<style>\nx\n</style>b<p>c', 'a b c'],
	])('are found in %s', (_, body, words) => {
		expect(apiMessage(body)).toBe(words);
	});

	it.each(['<', '<style', '<script>', '<title', '<h1 ', '</style', '<!--', '<style></script>'])(
		'are found in one look at a page of a million times %s',
		(some) => {
			expect(apiMessage(`<p>Words</p>${some.repeat(1_000_000)}`)).toMatch(/^Words/);
		},
	);

	it('are those of a page up to what does not close', () => {
		expect(apiMessage('<p>One</p><script>two')).toBe('One');
		expect(apiMessage('<p>One</p><b two')).toBe('One');
		expect(apiMessage('<p>One</p><title<title>Two')).toBe('Two');
	});

	it('are the first five that differ, of the first twenty in a list', () => {
		expect(wordsIn(['a', 'b', 'a', 'c', 'd', 'e', 'f'])).toBe('a; b; c; d; e');
		expect(wordsIn([...Array<null>(19).fill(null), 'last', 'beyond'])).toBe('last');
	});

	it('are looked for four levels deep', () => {
		expect(wordsIn({ error: { error: { error: 'deep' } } })).toBe('deep');
		expect(wordsIn([[[['deep']]]])).toBe('deep');
		expect(wordsIn([[[[['too deep']]]]])).toBeUndefined();
		expect(wordsIn({ error: { error: { error: { error: { error: 'too deep' } } } } })).toBe(
			undefined,
		);
	});

	it('are cut where they have no end, and between characters', () => {
		expect(apiMessage('x'.repeat(100_000))).toHaveLength(500);
		expect(apiMessage(`${'x'.repeat(499)}😀`)).toBe('x'.repeat(499));
	});
});

it.each<[string, boolean]>([
	['<html>', true],
	[' \n<p>', true],
	['\ufeff<p>', true],
	[' \ufeff \n <p>', true],
	['x<p>', false],
	['\ufeffx<p>', false],
	['', false],
])('whether %j is a page: %p', (text, is) => expect(isPage(text)).toBe(is));

it('a text is cut before half of a character, which is left alone elsewhere', () => {
	expect(cutAtCharacter('a😀b', 2)).toBe('a');
	expect(cutAtCharacter('a😀b', 3)).toBe('a😀');
	expect(cutAtCharacter('\ud800b', 2)).toBe('\ud800b');
});

it.each([
	['No such batch', 'No such batch'],
	['No such batch.', 'No such batch'],
	['Wait...', 'Wait'],
	['v1.2', 'v1.2'],
	['.', ''],
	['', ''],
])('a sentence goes on behind %j as behind %j', (words, before) => {
	expect(unended(words)).toBe(before);
});
