import fc from 'fast-check';

import { documentsOf } from '../../../nodes/shared/documents/documents';
import { reviewHtml } from '../../../nodes/shared/documents/reviewHtml';
import { reviewPageOf } from '../../../nodes/shared/documents/reviewPage';
import { printable } from '../../support/characters';

const URL_OF_RUN = 'https://aihub.example.com/deployments/1/runs';
const REASONS = ['Total: confidence 0.40 is below 0.90'];

interface Given {
	name?: string;
	value?: unknown;
	coordinates?: unknown;
	layouts?: unknown;
	file?: string;
}

function pageOf(given: Given, reasons = REASONS) {
	const { name = 'Total', value = '12.50', file = 'a.png' } = given;
	const {
		coordinates = [{ top_x: 100, top_y: 50, bottom_x: 300, bottom_y: 100, page_number: 0 }],
	} = given;
	const { layouts = [{ page_number: 0, width: 1000, height: 500 }] } = given;
	const fields = [
		{ field_name: name, value, confidence: { model: 0.4 }, source_coordinates: coordinates },
		{ field_name: 'Vendor', value: 'Acme', confidence: { model: 0.99 } },
	];
	const document = { class_name: 'Invoice', fields, page_layouts: layouts };
	const files = [{ original_file_name: file, documents: [document] }];
	const [found] = documentsOf({ id: 'r', files } as never);
	return reviewPageOf(found, reasons, URL_OF_RUN);
}

it('marks the doubtful field and no other, at its place on the page', () => {
	const page = pageOf({});
	expect(page.fields.map(({ name, isDoubtful }) => [name, isDoubtful])).toEqual([
		['Total', true],
		['Vendor', false],
	]);
	const html = reviewHtml(page);
	expect(html).toContain('left:10.00%;top:10.00%;width:20.00%;height:10.00%');
	expect(html).toContain('<td>40 %</td>');
	expect(html).toContain(`<a href="${URL_OF_RUN}"`);
	expect(html.match(/class="mark doubtful"/g)).toHaveLength(1);
});

it('shows a picture in place of the sketch, unless it could run something', () => {
	const png = reviewHtml(pageOf({}), { mimeType: 'image/png', base64: 'aGVsbG8=' });
	expect(png).toContain('src="data:image/png;base64,aGVsbG8="');
	const svg = reviewHtml(pageOf({}), { mimeType: 'image/svg+xml', base64: 'aGVsbG8=' });
	expect(svg).not.toContain('<img');
});

it('gives no link that is none', () => {
	expect(reviewHtml({ ...pageOf({}), url: 'javascript:alert(1)' })).not.toContain('<a ');
});

/** Every tag and attribute that the page has by itself. */
const TAGS =
	/^(!doctype|html|head|meta|title|style|body|h1|div|ul|li|p|a|main|table|tbody|tr|th|td)$/;

it('holds nothing but text of what a document says, whatever that is', () => {
	const nasty = fc.oneof(
		fc.string({ unit: printable }),
		fc.constantFrom(
			'<script>alert(1)</script>',
			'"><img src=x onerror=alert(1)>',
			"' style='position:fixed",
			'</title><iframe src=//x>',
			'&lt;b&gt;',
		),
	);
	fc.assert(
		fc.property(nasty, nasty, nasty, nasty, (name, value, file, reason) => {
			const html = reviewHtml(pageOf({ name, value, file }, [reason]));
			const body = html.replace(/<style>[^]*<\/style>/, '');
			for (const [, tag, rest] of body.matchAll(/<\/?([^\s>]*)([^>]*)>/g)) {
				expect(tag).toMatch(TAGS);
				expect(rest.replace(/"[^"]*"/g, '')).not.toMatch(/\bon\w+=|'/);
			}
		}),
	);
});

it('bears places and layouts of any form', () => {
	fc.assert(
		fc.property(fc.anything(), fc.anything(), (coordinates, layouts) => {
			const { fields } = pageOf({ coordinates, layouts });
			for (const { place } of fields.flatMap(({ places }) => places)) {
				for (const part of Object.values(place)) expect(part).toBeGreaterThanOrEqual(0);
				expect(place.left + place.width).toBeLessThanOrEqual(1.0001);
			}
		}),
	);
});
