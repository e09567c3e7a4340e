import type { FoundDocument } from './documents';
import type { DocumentField } from './fields';
import { isObject } from './values';

/** Where a value stands on a page, in parts of its width and height from 0 to 1. */
export interface Place {
	left: number;
	top: number;
	width: number;
	height: number;
}

export interface PageField {
	name: string;
	value: string;
	/** From 0 to 1, where AI Hub gives it. */
	confidence?: number;
	isDoubtful: boolean;
	/** By number of the page in the file, from 0. */
	places: Array<{ page: number; place: Place }>;
}

/** What a person who reviews a document is to see; plain data. */
export interface ReviewPage {
	fileName: string;
	className: string;
	reasons: string[];
	/** Where to review it. */
	url: string;
	fields: PageField[];
	/** Pages of the document; width by height is what AI Hub says of them. */
	sheets: Array<{ page: number; width: number; height: number }>;
}

/** @param reasons why it needs review: a field is doubtful when one of them begins with its name */
export function reviewPageOf(found: FoundDocument, reasons: string[], url: string): ReviewPage {
	const sheets = sheetsOf(found);
	return {
		fileName: found.fileName ?? 'Document',
		className: found.document.class_name ?? '',
		reasons,
		url,
		fields: found.fields.map((field) => ({
			name: field.name,
			// What is written on the page.
			value: shown(field.conversion ? field.conversion.original : field.value),
			...(typeof field.confidence?.model === 'number' && { confidence: field.confidence.model }),
			isDoubtful: reasons.some((reason) => reason.startsWith(`${field.name}: `)),
			places: placesOf(field, sheets),
		})),
		sheets,
	};
}

function sheetsOf({ document }: FoundDocument): ReviewPage['sheets'] {
	const layouts: unknown = document.page_layouts;
	if (!Array.isArray(layouts)) return [];
	return layouts.flatMap((layout: unknown) => {
		const { page_number: page, width, height } = isObject(layout) ? layout : {};
		const isSheet =
			isNumber(page) && isNumber(width) && isNumber(height) && width > 0 && height > 0;
		return isSheet ? [{ page, width, height }] : [];
	});
}

function placesOf(field: DocumentField, sheets: ReviewPage['sheets']): PageField['places'] {
	if (!Array.isArray(field.sourceCoordinates)) return [];
	return field.sourceCoordinates.flatMap((one: unknown) => {
		const {
			top_x: left,
			top_y: top,
			bottom_x: right,
			bottom_y: bottom,
			page_number: page,
		} = isObject(one) ? one : {};
		const sheet = sheets.find((each) => each.page === page);
		const isPlace = [left, top, right, bottom].every(isNumber);
		if (!sheet || !isPlace) return [];
		const [x, y] = [part(left, sheet.width), part(top, sheet.height)];
		const place = {
			left: x,
			top: y,
			width: part(right, sheet.width) - x,
			height: part(bottom, sheet.height) - y,
		};
		return place.width > 0 && place.height > 0 ? [{ page: sheet.page, place }] : [];
	});
}

function part(value: unknown, whole: number): number {
	return Math.min(1, Math.max(0, Number(value) / whole));
}

function isNumber(value: unknown): value is number {
	return Number.isFinite(value);
}

function shown(value: unknown): string {
	if (value === null) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number);
}
