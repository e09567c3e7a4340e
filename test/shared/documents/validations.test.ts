import { validationsOf } from '../../../nodes/shared/documents/validations';

const of = (validations: unknown, value: unknown = 'x') => validationsOf({ validations, value });
const neither = (what: string) =>
	`the result of the validation, ${what}, is neither true nor false`;

it.each<[unknown, boolean | null, string[]]>([
	[{ valid: true, alerts: [] }, true, []],
	[{ valid: 'true', alerts: null }, true, []],
	[true, true, []],
	[null, null, []],
	[{}, null, []],
	[[], null, []],
	[{ valid: null }, null, []],
	[{ valid: false, alerts: [] }, false, []],
	[{ valid: 'False' }, false, []],
	[false, false, []],
	['false', false, []],
	[{ final_result_pass: true, valid: false }, false, []],
	[{ final_result_pass: 'no' }, null, [neither('"no"')]],
	[{ valid: 0 }, null, [neither('0')]],
	[{ valid: { passed: true } }, null, [neither('an object')]],
	['passed', null, [neither('"passed"')]],
	[7, null, [neither('7')]],
	[{ valid: true, alerts: ['too low'] }, true, ['too low']],
	[{ valid: true, alerts: 'too low' }, true, ['too low']],
	[
		{ alerts: [{ msg: 'a' }, { type: 'range' }, {}, null, 7] },
		null,
		['a', 'range', 'Validation failed', '7'],
	],
	[{ alerts: { msg: { text: 'a' } } }, null, ['{"text":"a"}']],
	[{ valid: true, failures: [{ msg: 'differ' }] }, true, ['differ']],
	[['too low'], null, ['too low']],
	[[{ msg: 'too low', valid: false }], null, ['too low']],
	[{ alerts: [{ msg: 'too low', valid: false }] }, null, ['too low']],
	[
		{ valid: true, rules: [{ name: 'sum', valid: false }] },
		true,
		['rules row 1: Validation failed'],
	],
	[{ valid: true, rules: { sum: { valid: 'maybe' } } }, true, [`rules sum: ${neither('"maybe"')}`]],
])('%j is %p with %j', (given, valid, alerts) => {
	expect(of(given)).toMatchObject({ valid, alerts });
});

it.each<[string, unknown, string[]]>([
	[
		'in a row',
		[
			{ Item: 'a', validations: { valid: true } },
			{ Item: 'b', validations: { valid: false } },
		],
		['row 2: Validation failed'],
	],
	[
		'in a cell',
		[{ Qty: { value: '5', validations: { valid: false, alerts: [{ msg: 'too many' }] } } }],
		['row 1 Qty: too many'],
	],
	['without more', [{ Item: 'a', valid: false }], ['row 1: Validation failed']],
	['as text', { Qty: { validations: 'false' } }, ['Qty: Validation failed']],
	['as the value itself', { Item: 'a', valid: false }, ['Validation failed']],
	[
		'in a table within a cell',
		[{ Qty: { value: [{ valid: false }] } }],
		['row 1 Qty row 1: Validation failed'],
	],
	['that cannot be understood', [{ validations: { valid: 'no' } }], [`row 1: ${neither('"no"')}`]],
	['that is a column of words', [{ valid: 'until May', alerts: 'none' }], []],
	['that passed', [{ validations: { valid: true, alerts: [] } }, { validations: null }], []],
])('a validation %s of a list counts', (_, value, alerts) => {
	expect(of({ valid: true, alerts: [] }, value).alerts).toEqual(alerts);
});

it('that was not made says nothing', () => {
	const nothing = { given: false, valid: null, alerts: [], details: [] };
	expect(validationsOf({ value: 'x' })).toEqual(nothing);
	expect(of(null)).toEqual(nothing);
});

it('of a field counts where it stands in the field itself', () => {
	expect(validationsOf({ value: 'x', valid: false }).alerts).toEqual(['Validation failed']);
});

it('is named by the last eight steps of the way to it', () => {
	const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
	const deep = names.reduceRight<object>((within, name) => ({ [name]: within }), { valid: false });
	expect(of(null, deep).alerts).toEqual(['b c d e f g h i: Validation failed']);
});

it('beside the value counts too, but not what was before an edit', () => {
	const failed = [{ validations: { valid: false } }];
	expect(validationsOf({ value: '', rows: failed }).alerts).toEqual([
		'rows row 1: Validation failed',
	]);
	expect(validationsOf({ value: '', edit_history: failed, fields: failed }).alerts).toEqual([]);
});

it('says a thing once, and keeps the alerts as they came', () => {
	const alert = { msg: 'too low', type: 'range', alert_level: 'FAILURE', blocked: true };
	const { alerts, details } = of({ valid: false, alerts: [alert, alert] });
	expect(alerts).toEqual(['too low']);
	expect(details).toEqual([alert, alert]);
});

it('is found at any depth, in lists of any length, and named in a few words', () => {
	let deep: unknown = { valid: false };
	for (let level = 0; level < 100_000; level++) deep = { a: [deep] };
	const [alert] = of(null, deep).alerts;
	expect(alert).toMatch(/a row 1: Validation failed$/);
	expect(alert.length).toBeLessThan(100);
	const rows = Array.from({ length: 200_000 }, () => ({ valid: false }));
	expect(of({ alerts: rows.map(() => 'low') }, rows).alerts).toHaveLength(200_001);
});
