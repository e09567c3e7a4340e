import { documentsOf } from '../../../nodes/shared/documents/documents';
import { reviewHtml } from '../../../nodes/shared/documents/reviewHtml';
import { type ReviewPage, reviewPageOf } from '../../../nodes/shared/documents/reviewPage';

/** The lines of a page, without its style. */
const linesOf = (...given: Parameters<typeof reviewHtml>) =>
	reviewHtml(...given)
		.replace(/<style>[^]*<\/style>/, '<style></style>')
		.split('\n');

const PLACE = { left: 0.1, top: 0.2, width: 0.3, height: 0.4 };
const PAGE: ReviewPage = {
	fileName: 'a & b.pdf',
	className: '"Invoice"',
	reasons: ["Total: it's low", 'Date: <none>'],
	url: 'http://hub/runs',
	fields: [
		{
			name: 'Total',
			value: '1 < 2',
			confidence: 0.404,
			isDoubtful: true,
			places: [{ page: 1, place: PLACE }],
		},
		{ name: 'Vendor', value: 'Acme', isDoubtful: false, places: [{ page: 0, place: PLACE }] },
	],
	sheets: [
		{ page: 0, width: 100, height: 200 },
		{ page: 1, width: 10, height: 20 },
	],
};
const STYLE = 'style="left:10.00%;top:20.00%;width:30.00%;height:40.00%"';
const PNG = { mimeType: 'image/png', base64: 'aGVs"bG8=' };

describe('a page for a reviewer', () => {
	it('shows the fields with their scores, and their values where they stand', () => {
		expect(linesOf(PAGE)).toEqual([
			'<!doctype html><html lang="en"><head><meta charset="utf-8">',
			`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
			'<title>a &amp; b.pdf</title><style></style></head><body>',
			'<h1>a &amp; b.pdf</h1><div>&quot;Invoice&quot;</div>',
			'<ul class="reasons"><li>Total: it&#39;s low</li><li>Date: &lt;none&gt;</li></ul><p><a href="http://hub/runs" rel="noopener noreferrer">Review it in AI Hub</a></p>',
			'<main><table><tbody><tr class="doubtful"><th>Total</th><td>1 &lt; 2</td><td>40 %</td></tr><tr><th>Vendor</th><td>Acme</td><td></td></tr></tbody></table><div>',
			`<div>Page 1</div><div class="sheet" style="aspect-ratio:100/200"><div class="mark" ${STYLE} title="Vendor">Acme</div></div>`,
			`<div>Page 2</div><div class="sheet" style="aspect-ratio:10/20"><div class="mark doubtful" ${STYLE} title="Total">1 &lt; 2</div></div>`,
			'</div></main></body></html>',
		]);
	});

	it('shows all values that stand on one page, and nothing between them', () => {
		const places = [{ page: 1, place: PLACE }];
		const fields = PAGE.fields.map((field) => ({ ...field, places }));
		expect(linesOf({ ...PAGE, fields })[7]).toBe(
			`<div>Page 2</div><div class="sheet" style="aspect-ratio:10/20"><div class="mark doubtful" ${STYLE} title="Total">1 &lt; 2</div><div class="mark" ${STYLE} title="Vendor">Acme</div></div>`,
		);
	});

	it('has the picture in place of the sketch where there is one page', () => {
		const lines = linesOf({ ...PAGE, sheets: [PAGE.sheets[1]] }, PNG);
		expect(lines[6]).toBe(
			`<div>Page 2</div><div class="sheet" style="aspect-ratio:10/20"><img alt="" src="data:image/png;base64,aGVsbG8="><div class="mark doubtful" ${STYLE} title="Total"></div></div>`,
		);
		expect(linesOf(PAGE, PNG)).toEqual(linesOf(PAGE));
	});

	it.each(['image/svg+xml', 'text/image/png', 'image/pngs'])('draws no %s', (mimeType) => {
		const page = { ...PAGE, sheets: [PAGE.sheets[1]] };
		expect(linesOf(page, { ...PNG, mimeType })).toEqual(linesOf(page));
	});

	it.each(['', 'javascript:alert("https://hub")', 'ftp://hub'])('gives no link to "%s"', (url) => {
		expect(linesOf({ ...PAGE, url })[4]).toMatch(/<\/ul>$/);
	});
});

describe('what it is made of', () => {
	const layout = { page_number: 0, width: 10, height: 20 };
	const spot = { page_number: 0, top_x: 1, top_y: 2, bottom_x: 5, bottom_y: 12 };

	function pageOf(
		document: object,
		file: object = { original_file_name: 'a.pdf' },
		reasons = ['why'],
	) {
		const files = [{ ...file, documents: [document] }];
		const [found] = documentsOf({ id: 'r', files } as never);
		return reviewPageOf(found, reasons, 'https://hub');
	}
	const placesOf = (...places: unknown[]) =>
		pageOf({
			page_layouts: [layout, { ...layout, page_number: 1, width: 100 }],
			fields: [{ field_name: 'a', value: '1', source_coordinates: places }],
		}).fields[0].places;

	it('are the names, reasons and address', () => {
		expect(pageOf({ class_name: 'Invoice', fields: [] })).toEqual({
			fileName: 'a.pdf',
			className: 'Invoice',
			reasons: ['why'],
			url: 'https://hub',
			fields: [],
			sheets: [],
		});
		expect(pageOf({ fields: [] }, {})).toMatchObject({ fileName: 'Document', className: '' });
	});

	it.each([
		['one', [layout], [layout]],
		['none', undefined, []],
		['what is no list', layout, []],
		['what is no object', [null, 7, 'x'], []],
		['no number', [{ ...layout, page_number: '0' }], []],
		['no width', [{ ...layout, width: NaN }], []],
		['no height', [{ ...layout, height: undefined }], []],
		['a width of nothing', [{ ...layout, width: 0 }], []],
		['a height of nothing', [{ ...layout, height: 0 }], []],
		['a negative height', [{ ...layout, height: -1 }], []],
	])('are the pages with a size: %s', (_, page_layouts, sheets) => {
		expect(pageOf({ fields: [], page_layouts }).sheets).toEqual(
			sheets.map(({ page_number: page, width, height }) => ({ page, width, height })),
		);
	});

	it('are the places, as parts of their page', () => {
		expect(placesOf(spot)).toEqual([
			{ page: 0, place: { left: 0.1, top: 0.1, width: 0.4, height: 0.5 } },
		]);
		expect(placesOf({ ...spot, page_number: 1 })).toEqual([
			{ page: 1, place: { left: 0.01, top: 0.1, width: 0.04, height: 0.5 } },
		]);
		expect(placesOf({ ...spot, top_x: -3, bottom_x: 30 })).toMatchObject([
			{ place: { left: 0, width: 1 } },
		]);
	});

	it.each([
		['of another page', { ...spot, page_number: 7 }],
		['without an edge', { ...spot, bottom_y: undefined }],
		['with words for an edge', { ...spot, top_x: '1' }],
		['without width', { ...spot, bottom_x: 1 }],
		['without height', { ...spot, bottom_y: 2 }],
		['outside of the page', { ...spot, top_x: 11, bottom_x: 12 }],
		['that are none', null],
	])('are no places %s', (_, place) => expect(placesOf(place)).toEqual([]));

	it('are the values as they are written on the page, and no score that is none', () => {
		const values = [null, undefined, 'x', 7, false, { a: 1 }, ['b']];
		const fields = values.map((value, index) => ({ field_name: `f${index}`, value }));
		const page = pageOf({
			fields: [...fields, { field_name: 'g', value: 1, confidence: { model: '1' } }],
		});
		expect(page.fields.map(({ value }) => value)).toEqual([
			'',
			'',
			'x',
			'7',
			'false',
			'{"a":1}',
			'["b"]',
			'1',
		]);
		expect(page.fields.slice(0, -1).every((field) => !('confidence' in field))).toBe(true);
		expect(page.fields.map(({ places }) => places).flat()).toEqual([]);
	});
});
