import { assertUploadable } from '../../../../nodes/shared/api/work/upload';
import type { AiHubError } from '../../../../nodes/shared/api/wire/errors';

const MB_10 = 10 * 1024 * 1024;

function refused(name: string, size: number): AiHubError {
	try {
		assertUploadable({ name, size });
	} catch (error) {
		return error as AiHubError;
	}
	throw new Error('it was taken');
}

describe('a file is refused', () => {
	it.each(['.', '..'])('with the name "%s"', (name) => {
		expect(refused(name, 1)).toMatchObject({
			kind: 'invalidInput',
			message: `"${name}" cannot be used as a file name`,
			hint: 'Give the file another name.',
		});
	});

	it('without a name', () => {
		expect(refused(' ', 1)).toMatchObject({
			kind: 'invalidInput',
			message: 'The file name is empty',
			hint: 'Give the file name at least one character.',
		});
	});

	it('with half of a character in its name', () => {
		expect(refused('a\udc00bc\ud83d.txt', 1)).toMatchObject({
			kind: 'invalidInput',
			message: 'The name of the file "a\ufffdbc\ufffd.txt" has a broken character',
			hint: 'Give the file another name.',
		});
	});

	it('when it is empty', () => {
		expect(refused('a.pdf', 0)).toMatchObject({
			kind: 'invalidInput',
			message: 'The file "a.pdf" is empty',
			hint: 'AI Hub cannot read an empty file. Check the node that made it.',
		});
	});

	it.each(['a.csv', 'a.XLS', 'a.xlsx', 'a.xlsm', 'a.xlsb'])(
		'when it is a spreadsheet of 10 MB: %s',
		(name) => {
			expect(refused(name, MB_10)).toMatchObject({
				kind: 'invalidInput',
				message: `The spreadsheet "${name}" has 10 MB or more`,
				hint: 'AI Hub takes Excel and CSV files of less than 10 MB. Split it, or leave out what is not needed.',
			});
			expect(() => assertUploadable({ name, size: MB_10 - 1 })).not.toThrow();
		},
	);
});

it.each(['a.pdf', 'csv', 'a.csv.pdf', 'a.xlsxx', '...', '.a'])(
	'a file of 10 MB named "%s" is taken',
	(name) => {
		expect(() => assertUploadable({ name, size: MB_10 })).not.toThrow();
	},
);
