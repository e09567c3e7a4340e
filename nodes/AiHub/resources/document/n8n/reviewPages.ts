import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { attempt } from '../../../../shared/api/wire/errors';
import { mapConcurrent } from '../../../../shared/concurrency';
import { type Picture, reviewHtml } from '../../../../shared/documents/reviewHtml';
import type { RoutedItem } from '../stages/types';

/** Each is in memory as a whole. */
const AT_ONCE = 2;
/** A larger picture makes a page that mail servers refuse. */
const LARGEST_PICTURE_BYTES = 10 * 1024 * 1024;
const FIELD = 'review_page';

type Helpers = Pick<
	IExecuteFunctions['helpers'],
	'prepareBinaryData' | 'getBinaryStream' | 'binaryToBuffer'
>;

/**
 * Puts the page for its reviewer beside the file of each document that has one. A page that cannot be
 * made is left out: the document itself is there.
 */
export async function addReviewPages(helpers: Helpers, items: RoutedItem[]): Promise<void> {
	await mapConcurrent(items, AT_ONCE, async ({ page, item }) => {
		if (page === undefined) return;
		const [file] = Object.values(item.binary ?? {});
		const picture = file && (await pictureOf(helpers, file));
		const bytes = Buffer.from(reviewHtml(page, picture));
		const made = await attempt(
			async () =>
				await helpers.prepareBinaryData(bytes, `${page.fileName}.review.html`, 'text/html'),
		);
		if (made.ok) item.binary = { ...item.binary, [freeField(item.binary)]: made.value };
	});
}

/** A file of the item may have the name of the page. */
function freeField(binary: object = {}): string {
	let field = FIELD;
	for (let count = 2; field in binary; count++) field = `${FIELD}_${count}`;
	return field;
}

async function pictureOf(helpers: Helpers, file: IBinaryData): Promise<Picture | undefined> {
	const { mimeType, id, data } = file;
	if (!mimeType.startsWith('image/')) return undefined;
	if (id === undefined) return { mimeType, base64: data };
	const read = await attempt(async () => {
		return await helpers.binaryToBuffer(await helpers.getBinaryStream(id));
	});
	if (!read.ok || read.value.length > LARGEST_PICTURE_BYTES) return undefined;
	return { mimeType, base64: read.value.toString('base64') };
}
