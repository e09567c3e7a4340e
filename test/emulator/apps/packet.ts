import type { CaseField, DocumentField, ResultFile } from '../entities';

/** Labels that mean the same in different documents of a loan packet. */
const SAME: Array<[RegExp, string]> = [
	[
		/^(borrower|applicant|employee|customer|account_holder)(_s)?_?name$|^name$|^borrower$/i,
		'Borrower_Name',
	],
	[/^(borrower_|property_|home_|employee_|customer_)?address$/i, 'Borrower_Address'],
	[/^(ssn|social_security_(no_|number))$/i, 'Social_Security_Number'],
];

interface Source {
	field: DocumentField;
	/** Index of the document in the run. */
	record: number;
}

function caseName(fieldName: string): string {
	return SAME.find(([pattern]) => pattern.test(fieldName))?.[1] ?? fieldName;
}

function caseField(name: string, sources: Source[]): CaseField {
	const inputs = sources.map(({ field, record }) => ({
		record_index: record,
		refined_phrase_name: field.field_name,
	}));
	const model = ({ field }: Source) => field.confidence?.model ?? 0;
	const best = sources.reduce((a, b) => (model(b) > model(a) ? b : a));
	const values = new Set(sources.map(({ field }) => (field.value ?? '').trim().toLowerCase()));
	const msg = `The values differ: ${sources.map(({ field }) => field.value).join(' / ')}`;
	const valid = values.size === 1;
	return {
		name,
		value: best.field.value ?? '',
		input_fields: inputs,
		chosen_field: inputs[sources.indexOf(best)],
		error_msg: '',
		edit_history: [],
		validations: { valid, failures: valid ? [] : [{ type: 'all_inputs_match', msg }] },
	};
}

/** Cross-class fields: every field that at least two documents of the run have. */
export function packetFields(files: ResultFile[]): CaseField[] {
	const sources = new Map<string, Source[]>();
	const documents = files.flatMap((file) => file.documents);
	for (const [record, document] of documents.entries()) {
		for (const field of document.fields) {
			if (field.type !== 'TEXT' || field.error_msg) continue;
			const name = caseName(field.field_name);
			sources.set(name, [...(sources.get(name) ?? []), { field, record }]);
		}
	}
	return [...sources]
		.filter(([, found]) => new Set(found.map(({ record }) => record)).size > 1)
		.map(([name, found]) => caseField(name, found));
}
