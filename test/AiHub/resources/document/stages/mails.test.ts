import {
	below,
	mailFinder,
	namesMail,
	segmentsOf,
} from '../../../../../nodes/AiHub/resources/document/stages/mails';

const named = (names: string[]) => names.map((name) => ({ name }));
/** The name of the mail that what lies at a path was attached to. */
const mailOf = (files: string[], path: string, folder?: string) =>
	mailFinder(named(files), folder === undefined ? undefined : segmentsOf(folder))(segmentsOf(path))
		?.name;

describe('what was attached to a mail', () => {
	it.each([
		['in/a.eml/x.pdf', 'a.eml'],
		['in/b.msg/x.pdf', 'b.msg'],
		['in/A.EML/x.pdf', 'a.eml'],
		['in/a_eml/x.pdf', 'a.eml'],
		['fs/other/a.eml/deeper/x.pdf', 'a.eml'],
		['a.eml/x.pdf', 'a.eml'],
		['in/a.eml/b.msg/x.pdf', 'a.eml'],
		['in/b.msg/a.eml/x.pdf', 'b.msg'],
		['in/other/x.pdf', undefined],
		['in/c.pdf/x.pdf', undefined],
		['x.pdf', undefined],
		['', undefined],
	])('lies in a folder of its name, which is the outermost: %s', (path, mail) => {
		for (const folder of [undefined, 'elsewhere']) {
			expect(mailOf(['a.eml', 'b.msg', 'c.pdf'], path, folder)).toBe(mail);
		}
	});

	it('is told apart in a name as long as names are, and in no more of one without end', () => {
		const longest = `${'é'.repeat(251)}.eml`;
		expect(mailOf([longest, 'a.eml'], `in/${longest}_invoice.pdf`)).toBe(longest);
		expect(mailOf(['a.eml'], `in/a.eml_${'.eml_x'.repeat(100_000)}`)).toBe('a.eml');
	});

	it.each([
		['in/a/x.pdf', 'a.eml'],
		['in/a/deeper/x.pdf', 'a.eml'],
		['in/A/b.msg/x.pdf', 'a.eml'],
		['in/a.eml/x.pdf', 'a.eml'],
		['in/sub/a/x.pdf', undefined],
		['in/sub/a.eml/x.pdf', 'a.eml'],
		['out/a/x.pdf', undefined],
		['in/a', undefined],
		['in', undefined],
	])(
		'lies in a folder of its name without extension, where the files were put: %s',
		(path, mail) => {
			expect(mailOf(['a.eml', 'b.msg'], path, 'in')).toBe(mail);
		},
	);

	it('lies in no folder of its name without extension where that is not known', () => {
		expect(mailOf(['a.eml'], 'in/a/x.pdf')).toBeUndefined();
	});

	it('is not what was made of another file', () => {
		const files = ['a.eml', 'a.pdf', 'b.pdf'];
		expect(mailOf(files, 'in/a/x.pdf', 'in')).toBeUndefined();
		expect(mailOf(files, 'in/b/a.eml/x.pdf', 'in')).toBeUndefined();
		expect(mailOf(files, 'in/b/a.eml_invoice.pdf', 'in')).toBeUndefined();
		expect(mailOf(files, 'in/c/a.eml_invoice.pdf', 'in')).toBe('a.eml');
		expect(mailOf(['b.pdf'], 'in/b/x.pdf', 'in')).toBeUndefined();
		expect(mailOf(['b.pdf'], 'in/b.pdf')).toBeUndefined();
	});

	it.each([
		['a.eml_invoice.pdf', 'a.eml'],
		['a.eml invoice', 'a.eml'],
		['A.EML_invoice.pdf', 'a.eml'],
		['b.msg-é.pdf', 'b.msg'],
		['a.eml_image001.png', 'a.eml'],
		['a.eml_001.png', 'a.eml'],
		['a.eml_Счёт.pdf', 'a.eml'],
		['a.eml_b.msg_x.pdf', 'a.eml'],
		['a.eml_01.png', undefined],
		['a.eml_1.2.png', undefined],
		['a.eml.pdf', undefined],
		['a.eml', undefined],
		['a.emlx_invoice.pdf', undefined],
		['a.eml2_invoice.pdf', undefined],
		['a.emlé_invoice.pdf', undefined],
		['a_eml_invoice.pdf', undefined],
		['c.pdf_invoice.pdf', undefined],
		['a.eml_files/x.pdf', undefined],
		['c.eml_invoice.pdf', undefined],
	])('has a name that begins with that of the mail: %s', (name, mail) => {
		for (const folder of [undefined, 'in']) {
			expect(mailOf(['a.eml', 'b.msg', 'c.pdf'], `in/${name}`, folder)).toBe(mail);
		}
	});

	it('has such a name also where that is all that is known', () => {
		expect(mailOf(['a.eml', 'b.eml'], 'a.eml_invoice.pdf')).toBe('a.eml');
	});

	it('is of nobody where its name begins with those of two mails', () => {
		const files = ['a.eml', 'a.eml_b.eml'];
		expect(mailOf(files, 'in/a.eml_b.eml_x.pdf')).toBeUndefined();
		expect(mailOf(files, 'in/a.eml_c.eml_x.pdf')).toBe('a.eml');
		expect(mailOf(['a.eml_b.eml'], 'in/a.eml_b.eml_x.pdf')).toBe('a.eml_b.eml');
	});
});

it('tells the folders that have the name of a mail', () => {
	const isMailFolder = namesMail(named(['a.eml', 'b.msg', 'c.pdf']));
	const folders = ['a.eml', 'B.MSG', 'a eml', 'a', 'c.pdf', 'd.eml'];
	expect(folders.filter(isMailFolder)).toEqual(['a.eml', 'B.MSG', 'a eml']);
});

it.each([
	['/fs//in/a.pdf/', ['fs', 'in', 'a.pdf']],
	['a.pdf', ['a.pdf']],
	['', []],
	[null, []],
	[undefined, []],
])('a path has these names: %s', (path, names) => {
	expect(segmentsOf(path)).toEqual(names);
});

it.each([
	['fs/in/a/x.pdf', 'fs/in', ['a', 'x.pdf']],
	['fs/in', 'fs/in', []],
	['fs/x.pdf', '', ['fs', 'x.pdf']],
	['fs/out/x.pdf', 'fs/in', undefined],
	['fs', 'fs/in', undefined],
	['x/in/x.pdf', 'fs/in', undefined],
])('%s lies below %s: %j', (path, folder, expected) => {
	expect(below(segmentsOf(path), segmentsOf(folder))).toEqual(expected);
});
