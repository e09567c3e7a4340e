import {
	isFlat,
	withAbout,
	withSource,
} from '../../../../../nodes/AiHub/resources/document/stages/columns';
import { wanting } from './finishedRun';

const FLAT = wanting({ shape: 'flat' });
const DOCUMENTS = wanting();

it.each([
	['flat', true],
	['rows', true],
	['documents', false],
] as const)('the keys of %s are columns: %s', (shape, expected) => {
	expect(isFlat(wanting({ shape }))).toBe(expected);
});

describe('the fields of the input item', () => {
	it('are one key of a document', () => {
		const source = { order: 1, more: { of: 'it' } };
		expect(withSource({ total: 5, source: 'field' }, source, DOCUMENTS)).toEqual({
			total: 5,
			source,
		});
	});

	it('are a column each of a flat row, behind those of the document', () => {
		const source = { order: 1, none: null, text: 'x', more: { of: ['it'] }, list: [1, 2] };
		expect(Object.entries(withSource({ total: 5 }, source, FLAT))).toEqual([
			['total', 5],
			['source_order', 1],
			['source_none', null],
			['source_text', 'x'],
			['source_more', '{"of":["it"]}'],
			['source_list', '[1,2]'],
		]);
	});

	it('have a column each where their names differ in case alone', () => {
		expect(withSource({ total: 5 }, { Id: 1, ID: 2, id: 3 }, FLAT)).toEqual({
			total: 5,
			source_Id: 1,
			source_ID_2: 2,
			source_id_3: 3,
		});
	});

	it('have their columns where a field has the name of one', () => {
		const json = { source_id: 'field', Source_ID: 'again', total: 5 };
		expect(Object.entries(withSource(json, { id: 7 }, FLAT))).toEqual([
			['source_id_2', 'field'],
			['Source_ID_3', 'again'],
			['total', 5],
			['source_id', 7],
		]);
	});
});

describe('a field that gives way', () => {
	it('gets a name that neither the row nor what is added has', () => {
		const json = { Reasons: 'field', reasons_2: 'other' };
		const about = { reasons: 'doubt', reasons_3: 'more' };
		expect(withAbout(json, about, FLAT)).toEqual({
			Reasons_4: 'field',
			reasons_2: 'other',
			reasons: 'doubt',
			reasons_3: 'more',
		});
	});

	it('keeps its letters, also those that are longer in lower case', () => {
		const json = { source_İD: 'field' };
		expect(withSource(json, { İD: 7 }, FLAT)).toEqual({ source_İD_2: 'field', source_İD: 7 });
	});
});

describe('what is to be said of a document', () => {
	it('replaces what a document has under these keys', () => {
		const json = { reasons: 'theirs', fields: {}, Reasons: 'kept' };
		expect(withAbout(json, { reasons: 'ours', run_id: '7' }, DOCUMENTS)).toEqual({
			reasons: 'ours',
			fields: {},
			Reasons: 'kept',
			run_id: '7',
		});
	});

	it.each([FLAT, DOCUMENTS])('stands in front, the name of the file first', (wanted) => {
		const about = { run_id: '7', reasons: 'r', needs_review: false };
		const said = withAbout({ total: 5, file_name: null }, about, wanted);
		expect(Object.entries(said)).toEqual([
			['file_name', null],
			['needs_review', false],
			['reasons', 'r'],
			['total', 5],
			['run_id', '7'],
		]);
	});

	it('gets no key for what nobody has said', () => {
		expect(withAbout({ total: 5 }, {}, DOCUMENTS)).toStrictEqual({ total: 5 });
	});
});
