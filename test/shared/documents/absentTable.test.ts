import { absentTable, lookForTable } from '../../../nodes/shared/documents/absentTable';
import { documentsOf } from '../../../nodes/shared/documents/documents';
import { packetFieldsOf } from '../../../nodes/shared/documents/fields';
import { documentOf, field, runOf } from './results';

const tables = (...names: string[]) => documentOf(...names.map((name) => field(name, ['x'])));
const look = (field: string | undefined, ...run: Parameters<typeof runOf>) => {
	const results = runOf(...run);
	const choice = { field, withoutRows: 'item' as const };
	return lookForTable(documentsOf(results), packetFieldsOf(results), choice);
};
const HINT = 'Enter the name of the one whose rows you want in Table Field.';

describe('a table that is wanted by its name', () => {
	it('is told of where no run has it, with what they have', () => {
		expect(absentTable([look('lines', [tables('Taxes')])])).toBe(
			`No document has a table or list "lines"; the results have Taxes. ${HINT}`,
		);
		const many = [look('lines', [tables('a', 'b')]), look('lines', [tables('c'), tables('a')])];
		expect(absentTable(many)).toBe(
			`No document has a table or list "lines"; the results have a, b, c. ${HINT}`,
		);
		expect(absentTable([look('x', [tables('a')]), look('y', [tables('a')])])).toMatch(
			/^No document has a table or list "x", "y"; the results have a\./,
		);
	});

	it('and not where any document of any run has it, be it without rows', () => {
		const absent = look('lines', [tables('Taxes')]);
		for (const there of [
			look('LINES', [tables('a'), tables('Lines')]),
			look('lines', [documentOf(field('Lines', null))]),
			look('packet_lines', [], {}, [{ name: 'Lines', value: ['x'] }] as never),
		]) {
			expect(absentTable([absent, there])).toBeUndefined();
			expect(absentTable([there, absent, undefined])).toBeUndefined();
		}
	});

	it('nor where none has any table, or none is named', () => {
		expect(look('lines', [documentOf(field('Total', '1'))])).toBeUndefined();
		expect(look(undefined, [tables('Taxes')])).toBeUndefined();
		expect(absentTable([undefined])).toBeUndefined();
		expect(absentTable([])).toBeUndefined();
		expect(absentTable([look('lines', [tables('Taxes')]), undefined])).toContain('"lines"');
	});
});
