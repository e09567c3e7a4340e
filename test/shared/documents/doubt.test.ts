import type { ResultField, ResultIncludes } from '../../../nodes/shared/api/resources/results';
import { documentsOf, type FoundDocument } from '../../../nodes/shared/documents/documents';
import { doubtOf } from '../../../nodes/shared/documents/doubt';
import { documentOf, everything, field, runOf } from './results';

const found = (...fields: ResultField[]): FoundDocument =>
	documentsOf(runOf([documentOf(...fields)]))[0];
const scored = (name: string, model: unknown) =>
	field(name, 'x', { confidence: { model } as never });
const lowest = (...fields: ResultField[]) => {
	const { lowest_confidence, lowest_confidence_field } = doubtOf(found(...fields), everything);
	return [lowest_confidence_field, lowest_confidence];
};

it('says nothing of what was not asked for', () => {
	expect(doubtOf(found(scored('a', 0.5)), {})).toEqual({});
});

it.each<[ResultIncludes, string[]]>([
	[{ include_confidence_scores: true }, ['lowest_confidence', 'lowest_confidence_field']],
	[{ include_validation_results: true }, ['failed_validations']],
])('says what was asked for: %j', (includes, keys) => {
	expect(Object.keys(doubtOf(found(scored('a', 0.5)), includes))).toEqual(keys);
});

describe('the lowest score', () => {
	it('is found wherever it stands, the first of equal ones', () => {
		const [a, b, c] = [scored('a', 0.9), scored('b', 0.2), scored('c', 0.5)];
		expect(lowest(a, b, c)).toEqual(['b', 0.2]);
		expect(lowest(b, c, a)).toEqual(['b', 0.2]);
		expect(lowest(a, c, b, scored('d', 0.2))).toEqual(['b', 0.2]);
		expect(lowest(scored('zero', 0), a)).toEqual(['zero', 0]);
	});

	it('is not that of a field without a score', () => {
		expect(lowest(field('none', 'x'), scored('a', 0.9), scored('null', null))).toEqual(['a', 0.9]);
	});

	it('is null where no field has one', () => {
		expect(lowest()).toEqual([null, null]);
		expect(lowest(field('none', 'x'), scored('null', null))).toEqual([null, null]);
	});

	it.each(['high', 71, true])('is the one that is no score at all: %j', (score) => {
		expect(lowest(scored('a', 0), scored('odd', score), scored('b', 0))).toEqual(['odd', score]);
	});
});

describe('failed validations', () => {
	const count = (document: FoundDocument) => doubtOf(document, everything).failed_validations;
	const checked = (validations: object) => field('a', 'x', { validations });

	it.each([
		[0, {}],
		[0, { valid: true, alerts: [] }],
		[0, { valid: null }],
		[1, { valid: false, alerts: [] }],
		[1, { valid: true, alerts: ['too low'] }],
		[1, { valid: false, alerts: ['too low', 'odd'] }],
	])('of a field are %i for %j', (failed, validations) => {
		expect(count(found(checked(validations)))).toBe(failed);
	});

	it('are those of all fields and those of the document', () => {
		const failing = checked({ valid: false });
		const document = found(failing, checked({ valid: true }), failing);
		expect(count(document)).toBe(2);
		expect(count({ ...document, alerts: ['odd', 'late'] })).toBe(4);
	});
});

describe('what could not be converted', () => {
	const converted = (problems: string[], absent: string[]) =>
		doubtOf({ ...found(), conversion: { problems, absent } }, {});

	it('is one text of what failed and what is missing', () => {
		expect(converted(['a: no number', 'b: no date'], ['c: no such field'])).toEqual({
			not_converted: 'a: no number; b: no date; c: no such field',
		});
	});

	it('is null where all could be', () => {
		expect(converted([], [])).toEqual({ not_converted: null });
	});
});
