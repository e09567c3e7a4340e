import fc from 'fast-check';

import type { AiHubError } from '../../../nodes/shared/api/wire/errors';
import {
	type Conversion,
	convertDocuments,
} from '../../../nodes/shared/documents/convert/conversions';
import { documentsOf } from '../../../nodes/shared/documents/documents';
import { type DocumentField, packetFieldsOf } from '../../../nodes/shared/documents/fields';
import { routeDocument, type RoutingRules } from '../../../nodes/shared/documents/routing';
import type { ResultShape } from '../../../nodes/shared/documents/shapes';
import { everything, shapeResults } from './results';
import { generated } from '../../support/generated';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/** What no schema promises, and what servers send instead of a number, a flag, a list. */
const odd = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom<unknown>(null, '', ' ', 'ERROR', 'N/A', 71, -1, 1e300) },
	{ weight: 4, arbitrary: fc.constantFrom<unknown>('0.71', 'true', 'false', 'no', true, false, 0) },
	{
		weight: 2,
		arbitrary: fc.constantFrom<unknown>([], {}, [null], { toString: 1 }, '[{"valid":false}]'),
	},
	{ weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** Mostly what is promised, sometimes not there, sometimes something else. */
const mostly = (promised: fc.Arbitrary<unknown>) =>
	fc.oneof(
		{ weight: 40, arbitrary: promised },
		{ weight: 1, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: odd },
	);
const like = (keys: Record<string, fc.Arbitrary<unknown>>) =>
	mostly(
		fc
			.record(Object.fromEntries(Object.entries(keys).map(([key, one]) => [key, mostly(one)])))
			.map((made) => JSON.parse(JSON.stringify(made)) as unknown),
	);
const some = (one: fc.Arbitrary<unknown>, least = 0) =>
	mostly(fc.array(one, { minLength: least, maxLength: 3 }));
const score = fc.constantFrom<unknown>(1, 0.95, 0.9, '0.95', 0.2, null);
const validations = like({
	valid: fc.constantFrom<unknown>(true, true, 'true', false, null),
	alerts: fc.constantFrom<unknown>([], [], null, ['low'], [{ msg: 'low' }]),
});
const field = like({
	field_name: fc.constantFrom('Total', 'Date', 'total'),
	value: fc.constantFrom<unknown>('1.50', '2026-01-31', '', [{ Item: 'a' }], [{ valid: false }]),
	type: fc.constantFrom('TEXT', 'TABLE', 'OBJECT_LIST'),
	error_msg: fc.constant(''),
	confidence: like({ model: score, ocr: score }),
	validations,
});
const document = like({
	class_name: fc.constantFrom('Invoice', 'Receipt'),
	page_numbers: fc.constantFrom<unknown>([1, 2], '1-3', 2),
	fields: fc.oneof(some(field, 1), fc.dictionary(fc.constantFrom('Total', 'Date'), field)),
	review_completed: fc.constantFrom<unknown>(true, 'true', false),
	validations: like({ final_result_pass: fc.constantFrom<unknown>(true, 'true', null, false) }),
	error_msg: fc.constant(null),
});
const file = like({ original_file_name: fc.constant('a.pdf'), documents: some(document, 1) });
const results = fc.oneof(
	{
		weight: 9,
		arbitrary: like({
			id: fc.constant('run-1'),
			batch_id: fc.constantFrom<unknown>('7', 7, null),
			start_timestamp: fc.constant(1.7e18),
			files: some(file, 1),
			case_info: like({
				fields: some(like({ name: fc.constant('Borrower'), value: fc.constant('A'), validations })),
			}),
		}),
	},
	{ weight: 1, arbitrary: fc.jsonValue({ maxDepth: 5 }) },
);

interface Wanted {
	scores: boolean;
	total: boolean;
	invoice: boolean;
	validations: boolean;
	review: boolean;
}

const often = fc.constantFrom(true, true, false);
const wanted: fc.Arbitrary<Wanted> = fc.record({
	scores: often,
	total: often,
	invoice: often,
	validations: often,
	review: often,
});

const rulesOf = (wants: Wanted): RoutingRules => ({
	...(wants.scores && { minModelConfidence: 0.9, minOcrConfidence: 0.9 }),
	fields: wants.total ? [{ field: 'Total', mayBeAbsent: false }] : [],
	classes: wants.invoice ? ['Invoice'] : [],
	validationMustPass: wants.validations,
	reviewMustBeCompleted: wants.review,
});

const isNo = (value: Json) => value === undefined || value === null;
const isYes = (value: Json) => value === true || value === 'true';
const isFine = (given: Json) =>
	isNo(given) ||
	(Array.isArray(given) && given.length === 0) ||
	isYes(given) ||
	(typeof given === 'object' &&
		!Array.isArray(given) &&
		[given.valid, given.final_result_pass].every((one) => isNo(one) || isYes(one)) &&
		[given.alerts, given.failures].every((one) => isNo(one) || one.length === 0));
const isSure = (given: Json) => {
	const number = typeof given === 'string' ? parseFloat(given) : given;
	return typeof number === 'number' && number >= 0.9 && number <= 1;
};
const saysNothing = (words: Json) =>
	isNo(words) || words === false || (typeof words === 'string' && words.trim() === '');
const isEmpty = (value: Json) =>
	isNo(value) || value === '' || value === '[]' || (Array.isArray(value) && value.length === 0);
const rowsAreFine = (value: Json) =>
	!/"valid":\s*(false|"false")/.test(JSON.stringify(value) ?? '');

/** A second opinion, written from the rules alone: is it clear that every wanted one holds? */
function isClearlyFine(given: Json, at: Json, packet: Json[], wants: Wanted): boolean {
	const fields: Json[] = Array.isArray(at.fields)
		? at.fields
		: Object.entries(at.fields ?? {}).map(([name, one]: [string, Json]) =>
				['value', 'error_msg', 'confidence', 'validations'].some((key) => key in Object(one))
					? { key: name, ...one }
					: { key: name, value: one },
			);
	const isSaid = (one: Json) => saysNothing(one.error_msg) && one.value !== 'ERROR';
	const isValid = (one: Json) => isFine(one.validations) && rowsAreFine(one.value);
	const hasScores = ({ value, confidence }: Json) =>
		isEmpty(value) || (isSure(confidence.model) && isSure(confidence.ocr));
	const isTotal = ({ key, field_name: name, name: other, value }: Json) =>
		[key, name, other].some((one) => /^total$/i.test(JSON.stringify(one ?? null).slice(1, -1))) &&
		!isEmpty(value);
	return (
		saysNothing(given.error_msg) &&
		saysNothing(at.error_msg) &&
		[...fields, ...packet].every(isSaid) &&
		(fields.length > 0 || (/string|number/.test(typeof at.class_name) && at.class_name !== '')) &&
		(!wants.invoice || at.class_name === 'Invoice') &&
		(!wants.review || isYes(at.review_completed)) &&
		(!wants.total || fields.some(isTotal)) &&
		(!wants.scores || fields.every(hasScores)) &&
		(!wants.validations || [at, ...fields, ...packet].every(isValid))
	);
}

/** The raw parts that the documents are made of, in their order. */
const placesIn = (raw: Json): Array<[Json, Json]> =>
	[raw?.files ?? []].flat().flatMap((file: Json) => {
		const documents = [file?.documents ?? []].flat();
		return (documents.length > 0 ? documents : [{}]).map((at: Json): [Json, Json] => [file, at]);
	});

const RUNS = { numRuns: generated(500), seed: 11 };

it('whatever AI Hub answers, every document has a verdict, and only a clear one is approved', () => {
	const seen = { approved: 0, needsReview: 0, failed: 0 };
	fc.assert(
		fc.property(results, wanted, (raw, wants) => {
			const packet = packetFieldsOf(raw as never);
			for (const [index, found] of documentsOf(raw as never).entries()) {
				const { route, reasons } = routeDocument(found, rulesOf(wants), { packet });
				seen[route]++;
				expect(reasons.every((reason) => reason.trim() !== '')).toBe(true);
				expect(reasons.length === 0).toBe(route === 'approved');
				if (route !== 'approved') continue;
				const caseFields = [(raw as Json).case_info?.fields ?? []].flat();
				expect(isClearlyFine(...placesIn(raw)[index], caseFields, wants)).toBe(true);
			}
		}),
		RUNS,
	);
	// It would prove nothing if nothing were approved.
	expect(Math.min(...Object.values(seen))).toBeGreaterThan(generated(15));
});

it('whatever AI Hub answers has rows in every shape, and every file is in them', () => {
	const shapes: ResultShape[] = ['documents', 'fields', 'files', 'flat', 'raw'];
	fc.assert(
		fc.property(results, fc.constantFrom(...shapes), (raw, shape) => {
			const rows = shapeResults(raw as never, shape, { ...everything, run_details: true } as never);
			expect(() => JSON.stringify(rows)).not.toThrow();
			expect(rows.every((row) => !('error' in row) || shape === 'raw')).toBe(true);
			const files = new Set(documentsOf(raw as never).map(({ fileIndex }) => fileIndex));
			if (shape !== 'raw') expect(rows.length).toBeGreaterThanOrEqual(files.size);
		}),
		RUNS,
	);
});

it('whatever AI Hub answers, converting loses no value, and says of each whether it was read', () => {
	const conversions: Conversion[] = [
		{ field: 'total', to: 'amount' },
		{ field: 'date', to: 'date' },
		{ field: 'item', to: 'amount' },
	];
	const shapes = fc.constantFrom<ResultShape>('documents', 'fields', 'files', 'flat', 'rows');
	fc.assert(
		fc.property(results, shapes, (raw, shape) => {
			const settings = { table: { field: 'Total', withoutRows: 'item' as const }, conversions };
			const made = attemptRows(() => shapeResults(raw as never, shape, {}, null, settings));
			if (made === undefined) return;
			expect(() => JSON.stringify(made)).not.toThrow();
			const given = { documents: documentsOf(raw as never), packet: packetFieldsOf(raw as never) };
			const { documents, packet } = convertDocuments(given.documents, given.packet, conversions);
			const values = (fields: DocumentField[]) =>
				fields.map(({ value, conversion }) => (conversion ? conversion.original : value));
			expect(documents.map(({ fields }) => values(fields))).toEqual(
				given.documents.map(({ fields }) => fields.map(({ value }) => value)),
			);
			expect(values(packet)).toEqual(given.packet.map(({ value }) => value));
		}),
		RUNS,
	);
});

/** Undefined where it is not clear which table is meant. */
function attemptRows(make: () => object[]): object[] | undefined {
	try {
		return make();
	} catch (error) {
		expect((error as AiHubError).kind).toBe('invalidInput');
		return undefined;
	}
}
