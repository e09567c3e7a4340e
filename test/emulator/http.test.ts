import { stringifyJson } from './http';

const NANOSECONDS = 1_750_000_000_123_456_789n;

describe('stringifyJson', () => {
	test('writes a bigint as a number with all its digits', () => {
		expect(stringifyJson({ at: [NANOSECONDS] })).toBe('{"at":[1750000000123456789]}');
	});

	test('does so too where bigints have a toJSON, as in the process of n8n', () => {
		const prototype = BigInt.prototype as unknown as { toJSON?: () => string };
		const { toJSON } = prototype;
		prototype.toJSON = function () {
			return this.toString();
		};
		try {
			expect(stringifyJson({ at: [NANOSECONDS] })).toBe('{"at":[1750000000123456789]}');
		} finally {
			if (toJSON) prototype.toJSON = toJSON;
			else delete prototype.toJSON;
		}
	});

	test('leaves text that looks like it alone', () => {
		expect(JSON.parse(stringifyJson({ text: 'ns5', at: 5n }))).toEqual({ text: 'ns5', at: 5 });
	});
});
