import { cutBetweenCharacters } from '../../../../shared/api/resources/batches';
import { unended } from '../../../../shared/api/wire/words';
import { absentTable } from '../../../../shared/documents/absentTable';
import type { Notice } from '../../../../shared/documents/columnNotices';
import { hasColumn } from './columns';
import type { FinishedRun, RoutedItem } from './types';

export type { Notice };

/** A longer list nobody reads. */
const MOST_NAMES = 3;
const LONGEST_REASON = 160;

/**
 * What is to be said of runs that stopped for a review, where their documents leave by the same
 * output as finished ones; undefined for none.
 */
export function reviewNotice(finished: FinishedRun[]): Notice | undefined {
	const waiting = finished.filter(({ waitsForReview, wanted }) => waitsForReview && !wanted.rules);
	if (waiting.length === 0) return undefined;
	// Groups over the same files may share a run.
	const ids = [...new Set(waiting.map(({ run }) => run.id))];
	const rest = ids.length - MOST_NAMES;
	const named = ids.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
	const runs = ids.length === 1 ? `Run ${named} waits` : `Runs ${named} wait`;
	const isSeen = waiting.every(({ wanted }) => hasColumn(wanted, 'needs_review'));
	const sign = isSeen ? ': "needs_review" is true on each document' : '';
	return {
		message: `${runs} for a person in AI Hub, so these values are not final${sign}. Switch on Route by Trust to give them a way of their own.`,
		type: 'warning',
	};
}

/**
 * What is to be said of a table whose rows were wanted and that no run has; undefined for nothing. Its
 * documents are there all the same, as those without rows are.
 * @param items all items, also those of runs that ended before the execution was stored
 */
export function tableNotice(finished: FinishedRun[], items: RoutedItem[]): Notice | undefined {
	const message = absentTable(finished.map(({ table }) => table));
	if (message === undefined || items.some(isLine)) return undefined;
	const about = 'Nothing is lost: Run → Get Results gives them without a new run.';
	return { message: `${message} ${about}`, type: 'warning' };
}

function isLine({ draft, wanted }: RoutedItem): boolean {
	return wanted?.shape === 'rows' && typeof draft?.row_number === 'number';
}

/**
 * What left by another output than Approved, which is the one that n8n shows: all looks well there, and
 * the node is green. Undefined for nothing.
 */
export function routesNotice(items: RoutedItem[]): Notice | undefined {
	const failed = items.filter(({ route }) => route === 'failed');
	const doubtful = items.filter(({ route }) => route === 'needsReview');
	const said = [
		...(failed.length > 0 ? [`${failed.length} under Failed${firstReason(failed)}`] : []),
		...(doubtful.length > 0
			? [`${doubtful.length} under Needs Review${firstReason(doubtful)}`]
			: []),
	];
	if (said.length === 0) return undefined;
	return { message: `Not approved: ${said.join('; ')}`, type: 'warning' };
}

function firstReason(items: RoutedItem[]): string {
	const { json } = items[0].item;
	const [reason] = [json.reasons].flat();
	if (typeof reason !== 'string' || reason === '') return '';
	const name = typeof json.file_name === 'string' ? `${json.file_name}: ` : '';
	const words = name + unended(reason);
	const short = cutBetweenCharacters(words, LONGEST_REASON);
	const first = items.length > 1 ? 'the first, ' : '';
	return ` (${first}${short}${short.length < words.length ? '…' : ''})`;
}
