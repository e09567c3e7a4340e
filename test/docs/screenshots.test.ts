import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { PICTURES, PICTURES_FOLDER, type PictureName } from '../support/pictures';

const ROOT = join(__dirname, '..', '..');
const MAX_BYTES = 120_000;

/** Every picture of the folder that a page shows, with its alt text. */
const shown = ['README.md', ...globSync('docs/**/*.md', { cwd: ROOT })].flatMap((page) =>
	[
		...readFileSync(join(ROOT, page), 'utf8').matchAll(
			/!\[([^\]]*)\]\([^)]*screenshots\/([^)]+)\)/g,
		),
	].map(([, alt, name]) => ({ page, alt, name: name as PictureName })),
);

it('holds the pictures that the test of the editor takes, and no other', () => {
	expect(readdirSync(PICTURES_FOLDER).sort()).toEqual(Object.keys(PICTURES).sort());
});

it('keeps them small', () => {
	const large = Object.keys(PICTURES).filter(
		(name) => statSync(join(PICTURES_FOLDER, name)).size > MAX_BYTES,
	);
	expect(large).toEqual([]);
});

it('shows no other pictures, and says in words what is on them', () => {
	const wrong = shown.filter(
		({ alt, name }) => !PICTURES[name] || !PICTURES[name].every((word) => alt.includes(word)),
	);
	expect(wrong).toEqual([]);
});
