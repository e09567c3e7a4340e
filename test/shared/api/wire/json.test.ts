import { readAnswer } from '../../../../nodes/shared/api/wire/answers';
import { readJson, refusalOf } from '../../../../nodes/shared/api/wire/json';
import type { ApiRequest } from '../../../../nodes/shared/api/wire/send';

describe('what Python writes for numbers that are none', () => {
	it('is null, and words inside of strings stay', () => {
		expect(readJson('{"a":NaN,"NaN":[-Infinity,"NaN, \\"Infinity"],"b":1}')).toEqual({
			a: null,
			NaN: [null, 'NaN, "Infinity'],
			b: 1,
		});
	});

	it('is null however often it comes', () => {
		const read = readJson(`["NaN",${'NaN,1,'.repeat(12_345)}"end"]`) as unknown[];
		expect(read).toHaveLength(2 * 12_345 + 2);
		expect(read.filter((value) => value === null)).toHaveLength(12_345);
		expect([read[0], read.at(-1)]).toEqual(['NaN', 'end']);
	});
});

describe('an answer that could not be held', () => {
	const values = (count: number) => `[${'0,'.repeat(count - 3)}0]`;

	it('is one of more than ten million values, and commas in strings are none', () => {
		expect(refusalOf(values(10_000_000))).toBeUndefined();
		expect(refusalOf(values(10_000_002))).toMatch(/10 million/);
		expect(refusalOf(`["${','.repeat(10_000_002)}"]`)).toBeUndefined();
	});

	it('says what to ask for instead', () => {
		const request = { operationId: 'getRunResults', method: 'GET', path: '/' } as ApiRequest;
		const body = values(10_000_002);
		const read = () => readAnswer(request, { status: 200, headers: {}, body }, (text) => text);
		expect(read).toThrow(
			expect.objectContaining({
				message: expect.stringContaining('10 million'),
				details: expect.objectContaining({ hint: expect.stringContaining('Ask for less') }),
			}),
		);
	});
});
