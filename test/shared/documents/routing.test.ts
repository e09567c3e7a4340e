import type { ResultDocument, ResultField } from '../../../nodes/shared/api/resources/results';
import { documentsOf } from '../../../nodes/shared/documents/documents';
import { packetFieldsOf } from '../../../nodes/shared/documents/fields';
import {
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
				fields: [{ field: 'Total Due', minConfidence: 0.95, required: true }],
				classes: ['Invoice'],
				validationMustPass: true,
				reviewMustBeCompleted: true,
			},
			document: { review_completed: true, validations: { final_result_pass: true } },
		}),
	).toEqual(approved);
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
		const fields = [total({ value, type: 'TEXT_LIST', confidence: { model: 0.1, ocr: 0.1 } })];
		expect(verdict({ rules: { minModelConfidence: 0.9, minOcrConfidence: 0.9 }, fields })).toEqual(
			approved,
		);
	});

	it('of a field that has its own minimum is held against that one', () => {
		const rules = {
			minModelConfidence: 0.9,
			fields: [{ field: 'TOTAL DUE', minConfidence: 0.5, required: false }],
		};
		const fields = [...model(0.6), total({ field_name: 'due_date', confidence: { model: 0.6 } })];
		expect(reasons({ rules, fields })).toEqual(['due_date: confidence 0.60 is below 0.90']);
		rules.fields[0].minConfidence = 0.99;
		expect(reasons({ rules, fields: model(0.95) })).toEqual([
			'total_due: confidence 0.95 is below 0.99',
		]);
	});

	it('falls back to the general minimum where a field rule has none', () => {
		const rules = { minModelConfidence: 0.9, fields: [{ field: 'total_due', required: true }] };
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

describe('required fields', () => {
	const rules = { fields: [{ field: 'PO Number', required: true }] };

	it('must be there', () => {
		expect(reasons({ rules })).toEqual(['PO Number: required, but not found']);
	});

	it.each(['', null, []])('must not be empty (%j)', (value) => {
		const fields = [total({ field_name: 'po_number', value })];
		expect(reasons({ rules, fields })).toEqual(['PO Number: required, but empty']);
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
		const sign = { fields: [{ field: '#', required: true }] };
		expect(reasons({ rules: sign, fields: [total({ field_name: '%' })] })).toEqual([
			'#: required, but not found',
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
	it.each([false, null, undefined])('that is %s is not completed', (review_completed) => {
		expect(
			reasons({ rules: { reviewMustBeCompleted: true }, document: { review_completed } }),
		).toEqual(['The document has not been reviewed']);
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

	it('may still be mended while its run waits for review', () => {
		expect(verdict({ fileError: 'no document found', waits: true })).toEqual({
			route: 'needsReview',
			reasons: ['The run waits for human review in AI Hub', 'no document found'],
		});
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
				fields: [{ field: 'PO', required: true }],
				validationMustPass: true,
				reviewMustBeCompleted: true,
			},
			document: { validations: { final_result_pass: false } },
		}),
	).toEqual([
		'The run waits for human review in AI Hub',
		'class: Invoice is not one of Receipt',
		'PO: required, but not found',
		'total_due: confidence 0.95 is below 0.99',
		'The document did not pass its validations',
		'The document has not been reviewed',
	]);
});
