import { readAnswer } from '../../../../nodes/shared/api/wire/answers';
import { readJson, refusalOf } from '../../../../nodes/shared/api/wire/json';
import type { ApiRequest } from '../../../../nodes/shared/api/wire/send';

/* Apart from the tests of what is read, as each looks at ten million values. */

const TOO_MANY = 'it has more than 10 million values';
/** As many as may be: each bracket that opens, and each comma, is one. */
const MOST = '[]{}'.repeat(1_000_000) + ','.repeat(7_999_999);

it('a text may hold ten million values, by its brackets and commas, and not one more', () => {
	expect(refusalOf(MOST)).toBeUndefined();
	expect(refusalOf(`${MOST},`)).toBe(TOO_MANY);
});

it('commas in strings are none', () => {
	expect(refusalOf(`"${',[{'.repeat(4_000_000)}"`)).toBeUndefined();
});

it('NaN is null beside a string of millions of escapes', () => {
	const read = readJson(`[NaN,"${'\\n'.repeat(8_000_000)}"]`) as [null, string];
	expect([read[0], read[1].length]).toEqual([null, 8_000_000]);
});

it('an answer that is refused says what to ask for instead', () => {
	const request = { operationId: 'getRunResults', method: 'GET', path: '/' } as ApiRequest;
	const body = `[${'0,'.repeat(9_999_999)}0]`;
	expect(readJson(body)).toBeUndefined();
	const read = () => readAnswer(request, { status: 200, headers: {}, body }, (text) => text);
	expect(read).toThrow(
		expect.objectContaining({
			message: expect.stringContaining('10 million'),
			details: expect.objectContaining({ hint: expect.stringContaining('Ask for less') }),
		}),
	);
});
