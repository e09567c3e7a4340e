const CLASSES = ['Invoice', 'Receipt', 'Loan Application'];

/** Results of files, two documents each, as AI Hub writes them; the query says what is included. */
export function resultsOf(names: string[], fieldsOfDocument: number, query: URLSearchParams) {
	const has = (flag: string) => query.get(`include_${flag}`) === 'true';
	const field = (name: string, index: number) => ({
		field_name: `Field ${index}`,
		value: `${name} ${index}`,
		type: 'TEXT',
		error_msg: null,
		...(has('confidence_scores') && { confidence: { model: 0.97, ocr: 0.93 } }),
		...(has('validation_results') && { validations: { valid: true, alerts: [] } }),
		...(has('review_results') && { edit_history: [] }),
		...(has('source_info') && {
			source_coordinates: [
				{ page_number: 0, top_x: 0.1 * index, top_y: 0.5, bottom_x: 0.2 * index, bottom_y: 0.6 },
			],
		}),
	});
	const document = (name: string, index: number) => ({
		class_name: CLASSES[index % CLASSES.length],
		page_numbers: [index + 1],
		fields: Array.from({ length: fieldsOfDocument }, (_, at) => field(name, at)),
		error_msg: null,
		...(has('confidence_scores') && { classification_confidence: { model: 0.99 } }),
		...(has('validation_results') && { validations: { final_result_pass: true } }),
		...(has('review_results') && { review_completed: false, class_edit_history: [] }),
		...(has('source_info') && {
			page_layouts: [{ page_number: index, width: 2480, height: 3508 }],
			post_processed_paths: [`out/${name}-${index}.pdf`],
			post_processed_pdf_path: `out/${name}-${index}.pdf`,
		}),
	});
	return names.map((name) => ({
		original_file_name: name,
		input_file_path: `org/ws/fs/Drive/in/${name}`,
		documents: [document(name, 0), document(name, 1)],
		error_msg: null,
	}));
}
