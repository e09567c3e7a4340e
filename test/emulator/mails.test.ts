import { eml, signedEml, winmail } from '../support/mail';
import { MAIL_NAMINGS, type MailParts, takenApart } from './mails';

const file = (bytes: Buffer) => ({
	name: 'order.eml',
	path: 'org/ws/fs/batches/1/order.eml',
	bytes,
});

const inner = eml({ subject: 'Inner', attachments: [{ name: 'inner.txt', content: 'inner' }] });
const mail = eml({
	subject: 'Outer',
	html: '<p>Hello <img src="cid:logo.png@01"></p>',
	attachments: [
		{ name: 'logo.png', content: 'a picture', type: 'image/png', cid: 'logo.png@01' },
		{ name: 'zażółć.pdf', content: '%PDF-', type: 'application/pdf' },
		{ name: 'Fwd.eml', content: inner, type: 'message/rfc822' },
		{ name: 'winmail.dat', content: winmail('a.txt', 'text'), type: 'application/ms-tnef' },
	],
});

async function apart(bytes: Buffer, parts: Partial<MailParts> = {}) {
	const files = await takenApart([file(bytes)], { naming: 'folder', texts: false, ...parts });
	return files.map(({ name, path, bytes: own }) => [name, path, own!.toString()]);
}

it('takes a mail apart, and the mails in it', async () => {
	const folder = 'org/ws/fs/batches/1/order.eml';
	expect(await apart(mail)).toEqual([
		['logo.png', `${folder}/logo.png`, 'a picture'],
		['zażółć.pdf', `${folder}/zażółć.pdf`, '%PDF-'],
		['inner.txt', `${folder}/Fwd.eml/inner.txt`, 'inner'],
		['winmail.dat', `${folder}/winmail.dat`, expect.stringContaining('a.txt')],
	]);
});

it('knows the signature of a signed mail', async () => {
	const signed = signedEml({ subject: 'Signed', attachments: [{ name: 'a.txt', content: 'a' }] });
	expect((await apart(signed)).map(([name]) => name)).toEqual(['a.txt', 'smime.p7s']);
});

it.each(MAIL_NAMINGS)('names no two parts alike: %s', async (naming) => {
	const twice = eml({
		subject: 'Twice',
		attachments: ['1', '2'].map((content) => ({ name: 'order.eml', content })),
	});
	const files = await takenApart(
		[file(twice), { ...file(twice), name: 'other.eml', path: 'org/ws/fs/batches/1/other.eml' }],
		{ naming, texts: true },
	);
	expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
});
