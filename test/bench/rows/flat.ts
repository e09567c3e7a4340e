import { flatRows } from '../../../nodes/shared/documents/flat';
import { documentsOf } from '../../../nodes/shared/documents/documents';
import type { Comparison, Row } from '../row';

const NAMES = 200;
const DOCUMENTS = [35, 70, 140];

/** Flat rows of documents that share no field: the cells grow by the square, the time with the cells. */
export const flat: Row = {
	name: 'flat',
	async measure({ rounds }) {
		const perCell = new Map<number, number[]>();
		for (let round = -1; round < rounds; round++) {
			for (const count of DOCUMENTS) {
				const documents = differentDocuments(count);
				const begun = performance.now();
				const rows = flatRows(documents, {}, []);
				const ms = performance.now() - begun;
				const cells = rows.length * Object.keys(rows[0]).length;
				const mostMs = (ms / cells) * 1e6;
				// The first round warms up.
				if (round >= 0) perCell.set(count, [...(perCell.get(count) ?? []), mostMs]);
			}
		}
		const [few, ...more] = DOCUMENTS;
		return more.map(
			(count): Comparison => ({
				what: `flat, a million cells of ${count} documents with ${NAMES} fields, all different`,
				against: `the same of ${few} documents`,
				unit: 'ms',
				own: perCell.get(count)!,
				other: perCell.get(few)!,
				by: 'ratio',
				most: 1.5,
			}),
		);
	},
};

function differentDocuments(count: number) {
	const files = Array.from({ length: count }, (_, file) => ({
		original_file_name: `${file}.pdf`,
		documents: [
			{
				class_name: `Class ${file}`,
				fields: Array.from({ length: NAMES }, (__, field) => ({
					field_name: `field_${file}_${field}`,
					value: 'x',
				})),
			},
		],
	}));
	return documentsOf({ files });
}
