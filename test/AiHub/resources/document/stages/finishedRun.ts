import { documentItems } from '../../../../../nodes/AiHub/resources/document/stages/outputs';
import type { UploadedFile } from '../../../../../nodes/AiHub/resources/document/stages/pairing';
import type {
	FinishedRun,
	OutputContext,
	SourceItem,
	Wanted,
} from '../../../../../nodes/AiHub/resources/document/stages/types';
import type {
	ResultDocument,
	ResultField,
	ResultFile,
} from '../../../../../nodes/shared/api/resources/results';
import type { RoutingRules } from '../../../../../nodes/shared/documents/routing';
import { NO_CHOICE } from '../../../../../nodes/shared/documents/shapes';
import { BARE_NODE } from '../../../../support/bareNode';

/** Rules that nothing but a failure can break. */
export const RULES: RoutingRules = {
	fields: [],
	classes: [],
	validationMustPass: false,
	reviewMustBeCompleted: false,
};

/** Documents as items, of which nothing is asked. */
export const wanting = (wanted: Partial<Wanted> = {}): Wanted => ({
	limitMs: 0,
	onReview: 'return',
	shape: 'documents',
	rows: NO_CHOICE,
	includes: {},
	carryJson: false,
	carryBinary: false,
	reviewPage: false,
	cleanUp: 'nothing',
	keepInput: false,
	...wanted,
});

export const bytesOf = (data: string) => ({ data, mimeType: 'application/pdf' });

const SOURCES: SourceItem[] = [
	{ json: { order: 0 }, binary: { data: bytesOf('0'), other: bytesOf('other') } },
	{ json: { order: 1, more: { of: 'it' } }, binary: { data: bytesOf('1') } },
	{ json: { order: 2 } },
];

const context: OutputContext = {
	node: BARE_NODE,
	urlOfRun: ({ id }) => `https://hub/${id}`,
	source: (itemIndex) => {
		if (!(itemIndex in SOURCES)) throw new Error(`There is no item ${itemIndex}`);
		return SOURCES[itemIndex];
	},
};

export const fileOf = (
	itemIndex: number,
	name: string,
	more: Partial<UploadedFile> = {},
): UploadedFile => ({ name, itemIndex, property: 'data', ...more });

export const documentWith = (...fields: ResultField[]): ResultDocument => ({
	class_name: 'Invoice',
	fields,
});

export const withRows = (...value: object[]) =>
	documentWith({ field_name: 'lines', type: 'TABLE', value });

/** A document that nothing speaks against, and one that AI Hub could not read. */
export const GOOD = documentWith({ field_name: 'total', value: '5' });
export const FAILED: ResultDocument = { error_msg: 'unreadable' };

export const resultOf = (name: string | null, ...documents: ResultDocument[]): ResultFile => ({
	original_file_name: name,
	documents,
});

export interface Given extends Partial<Omit<FinishedRun, 'wanted' | 'results'>> {
	results?: ResultFile[];
	packet?: Array<{ name: string; value?: unknown; error_msg?: string }>;
	wanted?: Partial<Wanted>;
}

/** The items of run 7, which is complete, over `a.pdf` of item 0, unless something else is said. */
export function itemsOf({ wanted, results = [], packet = [], ...more }: Given) {
	const { files = [fileOf(0, 'a.pdf')], waitsForReview = false } = more;
	return documentItems(context, {
		run: { id: '7', status: waitsForReview ? 'STOPPED_AT_CHECKPOINT' : 'COMPLETE' },
		itemIndexes: [...new Set(files.map(({ itemIndex }) => itemIndex))],
		files,
		waitsForReview,
		...more,
		results: { files: results, case_info: { fields: packet } },
		wanted: wanting(wanted),
	});
}
