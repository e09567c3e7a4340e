import {
	absentReasons,
	apart,
	type FieldRule,
	isNamed,
	oneOfNames,
	ownMinimum,
	packetMinimum,
	sameName,
} from '../../../nodes/shared/documents/fieldRules';
import type { DocumentField } from '../../../nodes/shared/documents/fields';

const named = (name: string, more: Partial<DocumentField> = {}): DocumentField => ({
	name,
	value: 'x',
	alerts: [],
	...more,
});
const rule = (field: string, minConfidence?: number): FieldRule => ({
	field,
	minConfidence,
	mayBeAbsent: false,
});

describe('names', () => {
	it.each([
		['due date', 'due_date', true],
		['secret_id', 'secret__id', true],
		['Maß', 'maß', true],
		['Line 1', 'line_2', false],
		['総額', '総額 ', true],
		['総額', '合計', false],
		['#', '#', true],
		['#', '%', false],
		['', '', true],
		['', '#', false],
	])('%j and %j are the same: %p', (one, other, same) => {
		expect(sameName(one, other)).toBe(same);
		expect(sameName(other, one)).toBe(same);
		expect(oneOfNames([one])(other)).toBe(same);
		expect(oneOfNames([other])(one)).toBe(same);
	});

	it('are looked for in a list', () => {
		const isOne = oneOfNames(['Due Date', '#', 'Total']);
		expect(['due_date', 'TOTAL', '#'].map(isOne)).toEqual([true, true, true]);
		expect(['due', '%', ''].map(isOne)).toEqual([false, false, false]);
		expect(oneOfNames([])('total')).toBe(false);
	});

	it('are that of the field and the one AI Hub gave it', () => {
		const second = named('total_2', { givenName: 'total' });
		expect(isNamed(second, 'Total')).toBe(true);
		expect(isNamed(second, 'Total 2')).toBe(true);
		expect(isNamed(second, 'Total 3')).toBe(false);
		expect(isNamed(named('tax'), 'Total')).toBe(false);
	});
});

describe('the least confidence', () => {
	it('is the highest that any rule asks of the field', () => {
		const rules = [rule('total', 0.5), rule('Total', 0.9), rule('TOTAL'), rule('tax', 0.99)];
		expect(ownMinimum(named('total'), rules)).toBe(0.9);
		expect(packetMinimum(named('total'), rules)).toBe(0.9);
	});

	it('is none where no rule asks for one', () => {
		const rules = [rule('total'), rule('tax', 0.9)];
		expect(ownMinimum(named('total'), rules)).toBeUndefined();
		expect(packetMinimum(named('total'), rules)).toBeUndefined();
		expect(ownMinimum(named('date'), [])).toBeUndefined();
	});

	it('of a packet field may be asked for under the name of its column', () => {
		expect(packetMinimum(named('borrower'), [rule('packet_borrower', 0.7)])).toBe(0.7);
		expect(ownMinimum(named('borrower'), [rule('packet_borrower', 0.7)])).toBeUndefined();
	});
});

describe('a field that a rule names', () => {
	const absent = (own: DocumentField[], ...rules: FieldRule[]) =>
		absentReasons({ own, packet: [] }, rules);

	it('is missed with up to twelve names there are', () => {
		const names = (count: number) => Array.from({ length: count }, (_, index) => `f${index}`);
		const reason = (count: number) =>
			absent(
				names(count).map((name) => named(name)),
				rule('tax'),
			);
		expect(reason(12)).toEqual([`tax: no such field; this document has ${names(12).join(', ')}`]);
		expect(reason(13)).toEqual([
			`tax: no such field; this document has ${names(12).join(', ')} and 1 more`,
		]);
	});

	it('has a value if one of those with this name has one', () => {
		const empty = named('tax', { value: '' });
		const other = named('tax_2', { givenName: 'tax' });
		expect(absent([empty, other], rule('tax'))).toEqual([]);
		expect(absent([empty, { ...other, value: null }], rule('tax'))).toEqual(['tax: no value']);
	});

	it('that failed is told of elsewhere', () => {
		expect(absent([named('tax', { value: null, error: 'odd' })], rule('tax'))).toEqual([]);
	});

	it.each([[null], [undefined], [' \n'], [[]], [{}], [[{ a: null, b: ['', {}] }]]])(
		'has no value: %j',
		(value) => {
			expect(absent([named('tax', { value })], rule('tax'))).toEqual(['tax: no value']);
		},
	);

	it.each([[0], [false], [' x '], [['', 'x', '']], [[{ a: null, b: [{ c: 0 }], d: '' }]]])(
		'has a value: %j',
		(value) => {
			expect(absent([named('tax', { value })], rule('tax'))).toEqual([]);
		},
	);
});

describe('names that are the same', () => {
	it('are one, by the first of them, in their order', () => {
		expect(apart(['Total Due', 'Vendor', 'total_due', 'vendor', 'TotalDue'])).toEqual([
			'Total Due',
			'Vendor',
		]);
		expect(apart([])).toEqual([]);
	});

	it('of signs alone are each their own, and each once told', () => {
		expect(apart(['#', 'No.', '%'])).toEqual(['#', 'No.', '%']);
	});
});
