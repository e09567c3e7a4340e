import type { PageField, Place, ReviewPage } from './reviewPage';

/** A picture that is the page itself. */
export interface Picture {
	mimeType: string;
	base64: string;
}

/** What a browser draws by itself, and what runs nothing: SVG is not among them. */
const DRAWN = /^image\/(png|jpeg|gif|webp|bmp)$/;

/** No script, and nothing from elsewhere: values and names come from whoever made the document. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const STYLE = `
body{font:14px/1.5 system-ui,sans-serif;margin:24px;color:#222;background:#f4f5f7}
main{display:flex;gap:24px;align-items:flex-start;flex-wrap:wrap}
h1{font-size:18px;margin:0}.reasons{color:#a33;margin:8px 0 16px}
table{border-collapse:collapse;background:#fff;min-width:340px;max-width:560px}
td,th{padding:6px 10px;border-bottom:1px solid #ddd;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.doubtful{background:#fff0ee}.doubtful th{border-left:4px solid #d33}
.sheet{position:relative;background:#fff;box-shadow:0 1px 4px #0003;width:560px;overflow:hidden;margin-bottom:16px}
.sheet img{position:absolute;width:100%;height:100%}
.mark{position:absolute;box-sizing:border-box;border:1px solid #8ab;font-size:9px;line-height:1;white-space:nowrap}
.mark.doubtful{border:2px solid #d33;background:#d332}`;

/**
 * A page for the eyes of a person who reviews a document: its fields with their scores, and the pages
 * with the places of the values marked. Without a picture the pages are sketches with the values in
 * their places.
 * @param picture the document itself, where it is one picture
 * @returns HTML that runs no script and loads nothing, whatever the values hold
 */
export function reviewHtml(page: ReviewPage, picture?: Picture): string {
	const { fileName, className, reasons, url, fields, sheets } = page;
	const drawn = picture && DRAWN.test(picture.mimeType) ? picture : undefined;
	const link = /^https?:\/\//i.test(url)
		? `<p><a href="${text(url)}" rel="noopener noreferrer">Review it in AI Hub</a></p>`
		: '';
	return [
		'<!doctype html><html lang="en"><head><meta charset="utf-8">',
		`<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
		`<title>${text(fileName)}</title><style>${STYLE}</style></head><body>`,
		`<h1>${text(fileName)}</h1><div>${text(className)}</div>`,
		`<ul class="reasons">${reasons.map((reason) => `<li>${text(reason)}</li>`).join('')}</ul>${link}`,
		`<main><table><tbody>${fields.map(rowOf).join('')}</tbody></table><div>`,
		...sheets.map((sheet) => sheetOf(sheet, fields, sheets.length === 1 ? drawn : undefined)),
		'</div></main></body></html>',
	].join('\n');
}

function rowOf({ name, value, confidence, isDoubtful }: PageField): string {
	const score = confidence === undefined ? '' : `${Math.round(confidence * 100)} %`;
	return `<tr${doubtful(isDoubtful)}><th>${text(name)}</th><td>${text(value)}</td><td>${score}</td></tr>`;
}

function sheetOf(
	{ page, width, height }: ReviewPage['sheets'][number],
	fields: PageField[],
	picture?: Picture,
): string {
	const image = picture
		? `<img alt="" src="data:${picture.mimeType};base64,${picture.base64.replace(/[^\w+/=]/g, '')}">`
		: '';
	const marks = fields.flatMap((field) =>
		field.places
			.filter((one) => one.page === page)
			.map(({ place }) => markOf(field, place, picture === undefined)),
	);
	const ratio = `aspect-ratio:${width}/${height}`;
	return `<div>Page ${page + 1}</div><div class="sheet" style="${ratio}">${image}${marks.join('')}</div>`;
}

function markOf({ name, value, isDoubtful }: PageField, place: Place, isSketch: boolean): string {
	const percent = (number: number) => `${(number * 100).toFixed(2)}%`;
	const style = Object.entries({ ...place })
		.map(([side, number]) => `${side}:${percent(number as number)}`)
		.join(';');
	const css = `class="mark${isDoubtful ? ' doubtful' : ''}" style="${style}"`;
	return `<div ${css} title="${text(name)}">${isSketch ? text(value) : ''}</div>`;
}

function doubtful(isDoubtful: boolean): string {
	return isDoubtful ? ' class="doubtful"' : '';
}

const ENTITIES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** What somebody wrote, as text and nothing else, between tags and in quotes. */
function text(value: string): string {
	return value.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
