import { folded, hasOtherDigits, mayBe } from '../../../../nodes/shared/documents/convert/text';

it.each([
	['  1 234 \n', '1 234'],
	['a\t \u00a0 b', 'a b'],
	['1\u20132\u22123\ufe634', '1-2-3-4'],
	['l\u2019an \u02bc\u00b4`\u2018', "l'an ''''"],
	['\u200b1\u200e\u20602\u202e\ufeff', '12'],
	['\uff11\uff0c\uff12\uff21\uff5e', '1,2A~'],
	['\uffe15 \uffe56 \uffe67', '£5 ¥6 ₩7'],
	['Ma\u0308rz', 'März'],
	['', ''],
])('%j is read as %j', (text, plain) => expect(folded(text)).toBe(plain));

it('a text of more than 120 characters is no amount and no date', () => {
	expect(folded('1'.repeat(120))).toBe('1'.repeat(120));
	expect(folded('1'.repeat(121))).toBe('');
});

it.each([
	['0123456789', false],
	['no digit', false],
	['٢', true],
	['1२', true],
])('whether %j has digits of another script: %p', (text, has) => {
	expect(hasOtherDigits(text)).toBe(has);
});

it('the values that a text may have are told as a choice', () => {
	expect(mayBe(['1', '2', '3'])).toBe('may be 1 or 2 or 3');
});
