import type { SimN8n } from './n8n';
import { expectedTurn } from './plan';
import type { History } from './world';

/** The only reason for a failure that is left then: a run outlasts its limit. */
const REASONS = /wait limit/;

/** Where nothing goes wrong nothing may fail: else a node that always fails would keep its promises. */
export function failedForNothing(
	history: History,
	{ deliveries, error, ending }: SimN8n,
): string[] {
	if (!isFair(history)) return [];
	const failed = deliveries
		.flatMap(({ outputs }) => outputs.flat())
		.flatMap((item) => (typeof item?.json.error === 'string' ? item.json.error : []));
	if (error && ending === 'error') failed.push(error.message);
	return failed
		.filter((words) => !REASONS.test(words))
		.map((words) => `failed in fair weather: ${words}`);
}

function isFair(history: History): boolean {
	const { turns, settings, contents, lives, traits, faults, interrupts } = history;
	return (
		faults.length === 0 &&
		interrupts.every((interrupt) => interrupt === null) &&
		turns.every((_, turn) => expectedTurn(history, turn).refused.length === 0) &&
		contents.every(({ documents, error, missing }) => {
			return !error && !missing && documents.every(({ failed }) => !failed);
		}) &&
		lives.every(({ reviewS, end, deletedS }) => {
			const isWanted = reviewS === null || settings.onReview !== 'fail';
			return isWanted && (end === 'COMPLETE' || end === 'never') && deletedS === null;
		}) &&
		!traits.hidesTags &&
		!traits.hidesBatch
	);
}
