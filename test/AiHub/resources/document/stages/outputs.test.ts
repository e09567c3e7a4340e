import type { Wanted } from '../../../../../nodes/AiHub/resources/document/stages/types';
import type { ResultDocument } from '../../../../../nodes/shared/api/resources/results';
import { namedRows } from '../../../../../nodes/shared/documents/drafts';
import { NO_CHOICE } from '../../../../../nodes/shared/documents/shapes';
import {
	documentWith,
	FAILED,
	fileOf,
	type Given,
	GOOD,
	itemsOf,
	resultOf,
	RULES,
	withRows,
} from './finishedRun';

const WAITS = 'The run waits for human review in AI Hub';
const ROWS = { shape: 'rows', rows: { table: { withoutRows: 'nothing' } } } as const;

describe('a document', () => {
	const failedField = documentWith({ field_name: 'total', value: 'ERROR' });
	const unsure = documentWith({ field_name: 'total', value: '5', confidence: { model: 0.5 } });
	const invalid: ResultDocument = { ...GOOD, validations: { final_result_pass: false } };

	it.each<[string, ResultDocument]>([
		['has nothing against it', GOOD],
		['breaks a rule that nobody made', unsure],
		['did not pass validations that nobody asked for', invalid],
	])('is approved when it %s', (_, document) => {
		for (const rules of [undefined, RULES]) {
			const items = itemsOf({ results: [resultOf('a.pdf', document)], wanted: { rules } });
			expect(items.map(({ route }) => route)).toEqual(['approved']);
			expect(items[0].item.json.reasons).toEqual(rules && []);
		}
	});

	it.each<[string, ResultDocument, Given, string[]]>([
		['has a field that failed', failedField, {}, ['total: AI Hub could not read this field']],
		[
			'breaks a rule',
			unsure,
			{ wanted: { rules: { ...RULES, minModelConfidence: 0.8 } } },
			['total: confidence 0.50 is below 0.80'],
		],
		[
			'did not pass its validations',
			invalid,
			{ wanted: { rules: { ...RULES, validationMustPass: true } } },
			['The document did not pass its validations'],
		],
		[
			'belongs to a packet with a field that failed',
			GOOD,
			{ packet: [{ name: 'sum', error_msg: 'too long' }] },
			['packet field sum: too long'],
		],
		['waits for review', GOOD, { waitsForReview: true }, [WAITS]],
		['failed, but may be mended', FAILED, { waitsForReview: true }, [WAITS, 'unreadable']],
	])('needs review when it %s', (_, document, given, reasons) => {
		const routed = { ...given, wanted: { rules: RULES, ...given.wanted } };
		for (const each of [given, routed]) {
			const [item, ...rest] = itemsOf({ results: [resultOf('a.pdf', document)], ...each });
			expect(rest).toEqual([]);
			expect(item.route).toBe('needsReview');
			if (each.wanted?.rules) expect(item.item.json.reasons).toEqual(reasons);
		}
	});

	it.each<[string, Partial<Wanted>]>([
		['routed', { rules: RULES }],
		['not routed', {}],
	])('has failed when AI Hub could not read it, and it is %s', (_, wanted) => {
		const [item] = itemsOf({ results: [resultOf('a.pdf', FAILED)], wanted });
		expect(item.route).toBe('failed');
		expect(item.item.json).toMatchObject({
			document_error: 'unreadable',
			...(wanted.rules && { reasons: ['unreadable'] }),
		});
	});

	it('is judged apart from the others of its file and run', () => {
		const results = [resultOf('a.pdf', FAILED, GOOD), resultOf('b.pdf', failedField)];
		const files = [fileOf(0, 'a.pdf'), fileOf(1, 'b.pdf')];
		const routes = itemsOf({ results, files }).map(({ route }) => route);
		expect(routes).toEqual(['failed', 'approved', 'needsReview']);
	});
});

describe('what is said beside a document', () => {
	const results = [resultOf('a.pdf', GOOD)];
	const jsonOf = (given: Given) => itemsOf({ results, ...given })[0].item.json;
	const ofRun = { run_status: 'COMPLETE', run_url: 'https://hub/7' };
	const stopped = { ...ofRun, run_status: 'STOPPED_AT_CHECKPOINT' };
	const plain = {
		file_name: 'a.pdf',
		class_name: 'Invoice',
		page_numbers: [],
		fields: { total: '5' },
		run_id: '7',
		batch_id: null,
		document_index: 0,
	};

	it.each<[string, Given, object]>([
		['nothing when it is not routed', {}, {}],
		['that it needs review', { waitsForReview: true }, { needs_review: true, ...stopped }],
		['why, and where its run is', { wanted: { rules: RULES } }, { reasons: [], ...ofRun }],
		[
			'why it needs review',
			{ waitsForReview: true, wanted: { rules: RULES } },
			{ reasons: [WAITS], ...stopped },
		],
		[
			'no status where the run has none',
			{ run: { id: '7' }, wanted: { rules: RULES } },
			{ reasons: [], ...ofRun, run_status: null },
		],
	])('is %s', (_, given, about) => {
		expect(jsonOf(given)).toEqual({ ...plain, ...about });
	});

	it('is in flat rows one text with all reasons', () => {
		const document: ResultDocument = { ...GOOD, error_msg: 'blurred' };
		const given: Given = { results: [resultOf('a.pdf', document)], waitsForReview: true };
		expect(jsonOf({ ...given, wanted: { shape: 'flat', rules: RULES } })).toMatchObject({
			reasons: `${WAITS}; blurred`,
			errors: 'blurred',
			total: '5',
		});
	});

	it('is what was asked for: scores, fields of the packet, numbers, columns', () => {
		const includes = { include_confidence_scores: true };
		const conversions = [{ field: 'total', to: 'amount' as const }];
		const given: Given = { packet: [{ name: 'sum', value: '9' }] };
		const rows = { ...NO_CHOICE, conversions };
		expect(jsonOf({ ...given, wanted: { includes, rows } })).toMatchObject({
			fields: { total: 5 },
			confidence: {},
			packet_fields: { sum: '9' },
		});
		const columns = ['packet_sum', 'total'];
		expect(jsonOf({ ...given, wanted: { shape: 'flat', rows: { ...rows, columns } } })).toEqual({
			packet_sum: '9',
			total: 5,
			errors: null,
			not_converted: null,
		});
	});
});

describe('a document without rows in its table', () => {
	const rowless = documentWith({ field_name: 'lines', type: 'TABLE', value: [] });
	const results = [resultOf('a.pdf', withRows({ sku: 'x' }, { sku: 'y' }), rowless)];
	const skus = (given: Given) =>
		namedRows(itemsOf({ results, ...given }).map(({ item }) => item.json)).map(({ sku }) => sku);
	const wantsItem: Partial<Wanted> = { ...ROWS, rows: { table: { withoutRows: 'item' } } };

	it('gives one item, or none, as it is wanted', () => {
		expect(skus({ wanted: wantsItem })).toEqual(['x', 'y', null]);
		expect(skus({ wanted: ROWS })).toEqual(['x', 'y']);
	});

	it('gives one item where no rows are wanted', () => {
		expect(itemsOf({ results, wanted: { rows: ROWS.rows } })).toHaveLength(2);
	});

	it('gives one item unless it is approved', () => {
		expect(skus({ wanted: ROWS, waitsForReview: true })).toEqual(['x', 'y', null]);
		const failed = [resultOf('a.pdf', withRows({ sku: 'x' }), FAILED)];
		const items = itemsOf({ results: failed, wanted: ROWS });
		expect(items.map(({ route }) => route)).toEqual(['approved', 'failed']);
	});

	it('has the table that was named, or that of its packet', () => {
		const rows = { table: { ...ROWS.rows.table, field: 'lines' } };
		const two = [documentWith({ field_name: 'notes', value: ['n'] }), withRows({ sku: 'x' })];
		const named: Given = { results: [resultOf('a.pdf', ...two)], wanted: { ...ROWS, rows } };
		expect(skus(named)).toEqual(['x']);
		const packet = [{ name: 'lines', value: [{ sku: 'z' }] }];
		expect(skus({ results: [resultOf('a.pdf', GOOD)], wanted: ROWS, packet })).toEqual(['z']);
	});
});
