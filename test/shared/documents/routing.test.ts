import type { ResultDocument, ResultField } from '../../../nodes/shared/api/resources/results';
import { documentsOf } from '../../../nodes/shared/documents/documents';
import { packetFieldsOf } from '../../../nodes/shared/documents/fields';
import {
	checksNothing,
	includesFor,
	routeDocument,
	type RoutingRules,
	type Verdict,
} from '../../../nodes/shared/documents/routing';

const NO_RULES: RoutingRules = {
	fields: [],
	classes: [],
	validationMustPass: false,
	reviewMustBeCompleted: false,
};

const total = (rest: Partial<ResultField> = {}): ResultField => ({
	field_name: 'total_due',
	value: '12.50',
	confidence: { model: 0.95, ocr: 0.97 },
	validations: { valid: true, alerts: [] },
	...rest,
});

interface Case {
	rules?: Partial<RoutingRules>;
	fields?: ResultDocument['fields'];
	document?: ResultDocument;
	waits?: boolean;
	fileError?: string;
}

function verdict({ rules = {}, fields = [total()], document, waits, fileError }: Case): Verdict {
	const [found] = documentsOf({
		files: [
			{
				original_file_name: 'a.pdf',
				error_msg: fileError,
				documents: [{ class_name: 'Invoice', fields, ...document }],
			},
		],
	});
	return routeDocument(found, { ...NO_RULES, ...rules }, { runWaitsForReview: waits });
}

const reasons = (given: Case) => verdict(given).reasons;
const approved: Verdict = { route: 'approved', reasons: [] };

it('approves a document that breaks no rule', () => {
	expect(verdict({})).toEqual(approved);
	expect(
		verdict({
			rules: {
				minModelConfidence: 0.9,
				minOcrConfidence: 0.9,
				fields: [{ field: 'Total Due', minConfidence: 0.95, mayBeAbsent: false }],
				classes: ['Invoice'],
				validationMustPass: true,
				reviewMustBeCompleted: true,
			},
			document: { review_completed: true, validations: { final_result_pass: true } },
		}),
	).toEqual(approved);
});

it('asks AI Hub for no more than the rules need', () => {
	const scores = { include_confidence_scores: true };
	expect(includesFor(NO_RULES)).toEqual(scores);
	expect(includesFor({ ...NO_RULES, validationMustPass: true })).toEqual({
		...scores,
		include_validation_results: true,
	});
	expect(includesFor({ ...NO_RULES, reviewMustBeCompleted: true })).toEqual({
		...scores,
		include_review_results: true,
	});
});

it.each<[boolean, Partial<RoutingRules>]>([
	[true, {}],
	[false, { minModelConfidence: 0.9 }],
	[false, { minOcrConfidence: 0.9 }],
	[false, { fields: [{ field: 'total_due', mayBeAbsent: false }] }],
	[false, { classes: ['Invoice'] }],
	[false, { validationMustPass: true }],
	[false, { reviewMustBeCompleted: true }],
])('checks nothing: %p, with %j', (nothing, rules) => {
	expect(checksNothing({ ...NO_RULES, ...rules })).toBe(nothing);
});

describe('confidence', () => {
	const model = (score: number | null) => [total({ confidence: { model: score, ocr: 0.5 } })];

	it('is too low below the minimum', () => {
		expect(verdict({ rules: { minModelConfidence: 0.9 }, fields: model(0.71) })).toEqual({
			route: 'needsReview',
			reasons: ['total_due: confidence 0.71 is below 0.90'],
		});
	});

	it('is enough at the minimum itself', () => {
		expect(verdict({ rules: { minModelConfidence: 0.9 }, fields: model(0.9) })).toEqual(approved);
	});

	it.each([
		[0.899, 0.9, '0.899 is below 0.90'],
		[0.8999999, 0.9, '0.8999999 is below 0.90'],
		[0.994, 0.995, '0.99 is below 0.995'],
		[0.9949, 0.995, '0.99 is below 0.995'],
		[0.9999, 1, '0.9999 is below 1.00'],
		[0, 0.9, '0.00 is below 0.90'],
		[0.5, 1, '0.50 is below 1.00'],
	])('says %d against %d so that it is seen to be less', (score, least, words) => {
		expect(reasons({ rules: { minModelConfidence: least }, fields: model(score) })).toEqual([
			`total_due: confidence ${words}`,
		]);
	});

	it('of the characters is a rule of its own', () => {
		expect(reasons({ rules: { minOcrConfidence: 0.6 }, fields: model(0.1) })).toEqual([
			'total_due: OCR confidence 0.50 is below 0.60',
		]);
		expect(
			reasons({ rules: { minOcrConfidence: 0.6, minModelConfidence: 0.9 }, fields: model(0.1) }),
		).toEqual([
			'total_due: confidence 0.10 is below 0.90',
			'total_due: OCR confidence 0.50 is below 0.60',
		]);
	});

	it.each([
		['no score', model(null)],
		['no confidence', [total({ confidence: null })]],
		['no confidence key', [{ field_name: 'total_due', value: '1' }]],
	])('that AI Hub does not give (%s) is not trusted', (_, fields) => {
		expect(reasons({ rules: { minModelConfidence: 0.1 }, fields })).toEqual([
			'total_due: AI Hub gives no confidence',
		]);
		expect(verdict({ rules: { minModelConfidence: 0 }, fields })).toEqual(approved);
	});

	it.each(['', null, [], '[]'])('of an empty field (%j) does not count', (value) => {
		const empty = { value, type: 'TEXT_LIST', confidence: { model: 0.1, ocr: 0.1 } };
		const fields = [total(), total({ field_name: 'remarks', ...empty })];
		expect(verdict({ rules: { minModelConfidence: 0.9, minOcrConfidence: 0.9 }, fields })).toEqual(
			approved,
		);
	});

	describe('of a document in which no field has a value', () => {
		const bare = [
			total({ value: '' }),
			total({ field_name: 'remarks', value: null }),
			total({ field_name: 'lines', value: [['', ' ']] }),
		];
		const none = ['No field has a value, so that there is no confidence to go by'];

		it.each([{ minModelConfidence: 0.1 }, { minOcrConfidence: 0.1 }])(
			'says nothing (%j)',
			(rules) => {
				expect(reasons({ rules, fields: bare })).toEqual(none);
				expect(reasons({ rules, fields: [...bare, total()] })).toEqual([]);
			},
		);

		it('is not asked for', () => {
			const rules = { minModelConfidence: 0, minOcrConfidence: 0, validationMustPass: true };
			expect(verdict({ rules, fields: bare })).toEqual(approved);
		});

		it('is not missed where the class has no fields, or all of them may be absent', () => {
			expect(verdict({ rules: { minModelConfidence: 0.9 }, fields: [] })).toEqual(approved);
			const optional = (...names: string[]) => ({
				minModelConfidence: 0.9,
				fields: names.map((field) => ({ field, mayBeAbsent: true })),
			});
			expect(verdict({ rules: optional('Total Due', 'Remarks', 'Lines'), fields: bare })).toEqual(
				approved,
			);
			expect(reasons({ rules: optional('Total Due', 'Remarks'), fields: bare })).toEqual(none);
		});

		it('is not said beside a field that failed, which has a reason of its own', () => {
			const failed = total({ field_name: 'iban', value: '', error_msg: 'unreadable' });
			expect(reasons({ rules: { minModelConfidence: 0.9 }, fields: [...bare, failed] })).toEqual([
				'iban: unreadable',
			]);
		});
	});

	it('of a list that is not empty counts', () => {
		const fields = [total({ value: ['a', 'b'], type: 'TEXT_LIST', confidence: { model: 0.1 } })];
		expect(reasons({ rules: { minModelConfidence: 0.9 }, fields })).toEqual([
			'total_due: confidence 0.10 is below 0.90',
		]);
	});

	it.each([
		[71, '71'],
		['N/A', '"N/A"'],
		['', '""'],
		[-0.5, '-0.5'],
		[true, 'true'],
		[{ score: 0.99 }, 'an object'],
	])('that is no number from 0 to 1 (%j) is not trusted', (score, words) => {
		expect(reasons({ rules: { minModelConfidence: 0.1 }, fields: model(score as never) })).toEqual([
			`total_due: the confidence ${words} is no number from 0 to 1`,
		]);
		const confidence = { model: 0.9, ocr: score as never };
		expect(reasons({ rules: { minOcrConfidence: 0.1 }, fields: [total({ confidence })] })).toEqual([
			`total_due: the OCR confidence ${words} is no number from 0 to 1`,
		]);
	});

	it('may be a number written as text', () => {
		const fields = model('0.71' as never);
		expect(verdict({ rules: { minModelConfidence: 0.7 }, fields })).toEqual(approved);
		expect(reasons({ rules: { minModelConfidence: 0.9 }, fields })).toEqual([
			'total_due: confidence 0.71 is below 0.90',
		]);
	});

	it.each([0.95, '0.95', [0.95], 'high'])('that stands at another place (%j) is none', (given) => {
		const fields = [total({ confidence: given as never })];
		expect(reasons({ rules: { minModelConfidence: 0.1 }, fields })).toEqual([
			'total_due: AI Hub gives no confidence',
		]);
	});

	it('of a field that has its own minimum is held against that one', () => {
		const rules = {
			minModelConfidence: 0.9,
			fields: [{ field: 'TOTAL DUE', minConfidence: 0.5, mayBeAbsent: false }],
		};
		const fields = [...model(0.6), total({ field_name: 'due_date', confidence: { model: 0.6 } })];
		expect(reasons({ rules, fields })).toEqual(['due_date: confidence 0.60 is below 0.90']);
		rules.fields[0].minConfidence = 0.99;
		expect(reasons({ rules, fields: model(0.95) })).toEqual([
			'total_due: confidence 0.95 is below 0.99',
		]);
	});

	it('falls back to the general minimum where a field rule has none', () => {
		const rules = { minModelConfidence: 0.9, fields: [{ field: 'total_due', mayBeAbsent: false }] };
		expect(reasons({ rules, fields: model(0.6) })).toEqual([
			'total_due: confidence 0.60 is below 0.90',
		]);
	});

	it('of a field in the older shape, a dictionary, is found too', () => {
		const fields = { total_due: { value: '1', confidence: { model: 0.2, ocr: 1 } } };
		expect(reasons({ rules: { minModelConfidence: 0.9 }, fields })).toEqual([
			'total_due: confidence 0.20 is below 0.90',
		]);
	});
});

describe('the field of a rule', () => {
	it('may be absent, or without a value, if the rule says so', () => {
		const optional = { fields: [{ field: 'PO Number', minConfidence: 0.99, mayBeAbsent: true }] };
		expect(verdict({ rules: optional })).toEqual(approved);
		const empty = [total({ field_name: 'po_number', value: '' })];
		expect(verdict({ rules: optional, fields: empty })).toEqual(approved);
		const low = [total({ field_name: 'po_number' })];
		expect(reasons({ rules: optional, fields: low })).toEqual([
			'po_number: confidence 0.95 is below 0.99',
		]);
	});

	it('is missed with the names there are', () => {
		const typo = { fields: [{ field: 'Totl Due', minConfidence: 0.99, mayBeAbsent: false }] };
		const named = (...names: string[]) => names.map((field_name) => total({ field_name }));
		expect(reasons({ rules: typo, fields: named('Vendor', 'Total_Due') })).toEqual([
			'Totl Due: no such field; this document has Vendor, Total_Due',
		]);
		expect(reasons({ rules: typo, fields: [] })).toEqual([
			'Totl Due: no such field; this document has none',
		]);
		const many = Array.from({ length: 15 }, (_, index) => `f${index}`);
		expect(reasons({ rules: typo, fields: named(...many) })[0]).toMatch(/f11 and 3 more$/);
	});

	it('is every field that AI Hub gave that name, held against the strictest rule', () => {
		const rules = {
			fields: [
				{ field: 'Total Due', minConfidence: 0.1, mayBeAbsent: false },
				{ field: 'total_due', minConfidence: 0.9, mayBeAbsent: false },
			],
		};
		const low = total({ confidence: { model: 0.5 } });
		expect(reasons({ rules, fields: [total(), low] })).toEqual([
			'total_due_2: confidence 0.50 is below 0.90',
		]);
	});

	it.each(['Borrower', 'packet_borrower'])('may be one of the packet: %s', (field) => {
		const judged = (caseField: object, rule: object = {}) => {
			const results = {
				files: [{ documents: [{ class_name: 'Invoice', fields: [total()] }] }],
				case_info: { fields: [{ name: 'borrower', ...caseField }] },
			};
			const fields = [{ field, mayBeAbsent: false, ...rule }];
			return routeDocument(
				documentsOf(results as never)[0],
				{ ...NO_RULES, fields },
				{ packet: packetFieldsOf(results as never) },
			).reasons;
		};
		expect(judged({ value: 'A. Sample' })).toEqual([]);
		expect(judged({ value: '' })).toEqual([`${field}: no value`]);
		expect(judged({ name: 'lender' })).toEqual([
			`${field}: no such field; this document has total_due, lender (of the packet)`,
		]);
		expect(judged({ value: 'ERROR', error_msg: 'two names' })).toEqual([
			'packet field borrower: two names',
		]);
		expect(judged({ value: 'A. Sample' }, { minConfidence: 0.5 })).toEqual([
			'packet field borrower: AI Hub gives no confidence',
		]);
		expect(judged({ value: '' }, { minConfidence: 0.5, mayBeAbsent: true })).toEqual([]);
	});

	const rules = { fields: [{ field: 'PO Number', mayBeAbsent: false }] };

	it('must be there', () => {
		expect(reasons({ rules })).toEqual(['PO Number: no such field; this document has total_due']);
	});

	it.each(['', null, [], ' ', [''], [['', null], {}]])('must not be empty (%j)', (value) => {
		const fields = [total({ field_name: 'po_number', value })];
		expect(reasons({ rules, fields })).toEqual(['PO Number: no value']);
	});

	it('are there under any spelling that AI Hub makes of the name', () => {
		for (const name of ['po_number', 'PO__Number', 'poNumber', 'P.O. Number']) {
			expect(verdict({ rules, fields: [total({ field_name: name })] })).toEqual(approved);
		}
	});

	it('that failed give the words of AI Hub, once', () => {
		const fields = [total({ field_name: 'po_number', value: 'ERROR', error_msg: 'out of range' })];
		expect(reasons({ rules, fields })).toEqual(['po_number: out of range']);
	});

	it('do not take one name without letters for another', () => {
		const sign = { fields: [{ field: '#', mayBeAbsent: false }] };
		expect(reasons({ rules: sign, fields: [total({ field_name: '%' })] })).toEqual([
			'#: no such field; this document has %',
		]);
		expect(verdict({ rules: sign, fields: [total({ field_name: '#' })] })).toEqual(approved);
	});

	it('do not forbid a zero or a false', () => {
		for (const value of [0, false, '0']) {
			expect(verdict({ rules, fields: [total({ field_name: 'po_number', value })] })).toEqual(
				approved,
			);
		}
	});
});

describe('classes', () => {
	it('may be any when none is given', () => {
		expect(verdict({ document: { class_name: null } })).toEqual(approved);
	});

	it.each([
		['Receipt', ['Invoice', 'Credit Note'], 'class: Receipt is not one of Invoice, Credit Note'],
		[null, ['Invoice'], 'class: none is not one of Invoice'],
		['', ['-'], 'class: none is not one of -'],
	])('%s is not among %j', (class_name, classes, reason) => {
		expect(reasons({ rules: { classes }, document: { class_name } })).toEqual([reason]);
	});

	it('are compared without case and signs', () => {
		const document = { class_name: 'credit_note' };
		expect(verdict({ rules: { classes: ['Invoice', 'Credit Note'] }, document })).toEqual(approved);
	});
});

describe('validations', () => {
	const rules = { validationMustPass: true };
	const failing = total({
		validations: {
			valid: false,
			alerts: [
				{ msg: 'does not add up', alert_level: 'FAILURE' },
				{ type: 'range', alert_level: 'failure' },
			],
		},
	});

	it('that fail are given in the words of AI Hub', () => {
		expect(verdict({ rules, fields: [failing] })).toEqual({
			route: 'needsReview',
			reasons: ['total_due: does not add up', 'total_due: range'],
		});
	});

	it('are not looked at without the rule', () => {
		expect(verdict({ fields: [failing] })).toEqual(approved);
	});

	it('that fail without words are said in our own', () => {
		const fields = [total({ validations: { valid: false, alerts: null } })];
		expect(reasons({ rules, fields })).toEqual(['total_due: validation failed']);
	});

	it('of the whole document count where no field says more', () => {
		const document = { validations: { final_result_pass: false } };
		expect(reasons({ rules, document })).toEqual(['The document did not pass its validations']);
		expect(reasons({ rules, document, fields: [failing] })).toHaveLength(2);
	});

	it.each([
		['false for the field', { validations: false }, {}, 'total_due: validation failed'],
		['"false" as text', { validations: { valid: 'false' } }, {}, 'total_due: validation failed'],
		['plain text', { validations: { valid: true, alerts: ['low'] } }, {}, 'total_due: low'],
		[
			'a row of a list',
			{ value: [{ validations: { valid: false, alerts: [{ msg: 'low' }] } }] },
			{},
			'total_due: row 1: low',
		],
		[
			'a row of a list as JSON',
			{ type: 'OBJECT_LIST', value: '[{"validations":{"valid":false}}]' },
			{},
			'total_due: row 1: Validation failed',
		],
		[
			'no yes or no',
			{ validations: { valid: 'no' } },
			{},
			'total_due: the result of the validation, "no", is neither true nor false',
		],
		[
			'the document, as text',
			{},
			{ validations: { final_result_pass: 'false' } },
			'The document did not pass its validations',
		],
		[
			'the document, false',
			{},
			{ validations: false },
			'The document did not pass its validations',
		],
		[
			'the document, a no',
			{},
			{ validations: { final_result_pass: 'no' } },
			'the result of the validation, "no", is neither true nor false',
		],
		['the document, in words', {}, { validations: { alerts: ['odd'] } }, 'odd'],
	])('that fail in another way than promised do not pass: %s', (_, more, document, reason) => {
		const fields = [total(more as never)];
		expect(reasons({ rules, fields, document: document as never })).toEqual([reason]);
	});

	it.each([
		['null for the field', { validations: null }, {}],
		['null for the result', {}, { validations: { final_result_pass: null } }],
		['null for the document', {}, { validations: null }],
		['valid null', { validations: { valid: null, alerts: [] } }, {}],
	])('that there are none of (%s) have not failed', (_, field, document) => {
		expect(verdict({ rules, fields: [total(field)], document })).toEqual(approved);
	});

	it('of the packet count for its documents', () => {
		const results = {
			files: [{ documents: [{ class_name: 'Invoice', fields: [total()] }] }],
			case_info: {
				fields: [
					{ name: 'borrower', validations: { valid: false, failures: [{ msg: 'two names' }] } },
				],
			},
		};
		const [found] = documentsOf(results);
		expect(
			routeDocument(found, { ...NO_RULES, ...rules }, { packet: packetFieldsOf(results) }),
		).toEqual({ route: 'needsReview', reasons: ['packet field borrower: two names'] });
	});
});

describe('review', () => {
	it.each([false, null, undefined, 'false', 'yes', 1, {}])('that is %j is not', (completed) => {
		const document = { review_completed: completed as boolean };
		expect(reasons({ rules: { reviewMustBeCompleted: true }, document })).toEqual([
			'The document has not been reviewed',
		]);
	});

	it('may be completed in text', () => {
		const document = { review_completed: 'true' as never };
		expect(verdict({ rules: { reviewMustBeCompleted: true }, document })).toEqual(approved);
	});

	it('that its run waits for sends every document there, rules or none', () => {
		expect(verdict({ waits: true })).toEqual({
			route: 'needsReview',
			reasons: ['The run waits for human review in AI Hub'],
		});
	});
});

describe('a document that failed', () => {
	it.each<[string, Case]>([
		['its file', { fileError: 'not a PDF' }],
		['itself', { document: { error_msg: 'not a PDF' } }],
	])('goes to Failed with the words of AI Hub: %s', (_, given) => {
		expect(verdict({ rules: { classes: ['Receipt'] }, ...given })).toEqual({
			route: 'failed',
			reasons: ['not a PDF'],
		});
	});

	it('because nothing of it could be read goes to Failed', () => {
		const fields = [total({ field_name: 'document', value: 'ERROR', error_msg: 'no PDF' })];
		expect(verdict({ fields, document: { class_name: null } })).toEqual({
			route: 'failed',
			reasons: ['document: no PDF'],
		});
	});

	it('in one field of two, and has no class, needs review', () => {
		const fields = [total(), total({ field_name: 'tax', value: 'ERROR', error_msg: 'no number' })];
		expect(verdict({ fields, document: { class_name: null } })).toEqual({
			route: 'needsReview',
			reasons: ['tax: no number'],
		});
	});

	it('as a whole while its run waits for review has its error as the only other reason', () => {
		const document = { class_name: null, error_msg: 'not a PDF' };
		expect(verdict({ fields: [], document, waits: true }).reasons).toEqual([
			'The run waits for human review in AI Hub',
			'not a PDF',
		]);
	});

	it('may still be mended while its run waits for review', () => {
		expect(verdict({ fileError: 'no document found', waits: true })).toEqual({
			route: 'needsReview',
			reasons: ['The run waits for human review in AI Hub', 'no document found'],
		});
	});

	it('in another way than promised goes there too', () => {
		const [noFile, noDocument, noList] = documentsOf({
			files: [null, { documents: [null] }, { documents: 'none' }],
		} as never).map((found) => routeDocument(found, NO_RULES));
		expect(noFile).toEqual({ route: 'failed', reasons: ['AI Hub gave null in place of a file'] });
		expect(noDocument.reasons).toEqual(['AI Hub gave null in place of a document']);
		expect(noList.reasons).toEqual(['AI Hub gave "none" in place of a document']);
		expect(verdict({ fileError: { code: 7 } as never }).reasons).toEqual(['{"code":7}']);
	});

	it('because there is nothing in it needs review', () => {
		expect(verdict({ document: { class_name: null }, fields: [] })).toEqual({
			route: 'needsReview',
			reasons: ['AI Hub gives neither a class nor a field of this document'],
		});
		expect(verdict({ fields: [] })).toEqual(approved);
	});

	it('in some of its fields needs review', () => {
		const fields = [total(), total({ field_name: 'tax', value: 'ERROR', error_msg: '' })];
		expect(verdict({ fields })).toEqual({
			route: 'needsReview',
			reasons: ['tax: AI Hub could not read this field'],
		});
	});
});

it('gives every reason, not just the first', () => {
	expect(
		reasons({
			waits: true,
			rules: {
				minModelConfidence: 0.99,
				classes: ['Receipt'],
				fields: [{ field: 'PO', mayBeAbsent: false }],
				validationMustPass: true,
				reviewMustBeCompleted: true,
			},
			document: { validations: { final_result_pass: false } },
		}),
	).toEqual([
		'The run waits for human review in AI Hub',
		'class: Invoice is not one of Receipt',
		'PO: no such field; this document has total_due',
		'total_due: confidence 0.95 is below 0.99',
		'The document did not pass its validations',
		'The document has not been reviewed',
	]);
});
