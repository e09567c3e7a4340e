import type { INodeExecutionData } from 'n8n-workflow';

import type { Route } from '../../../../shared/documents/routing';
import type { Place, RoutedItem } from './types';

const ROUTES: Route[] = ['approved', 'needsReview', 'failed'];

/**
 * The items on the outputs of the node, three when they are routed, one when not; each in the order
 * of the input items, then of their files, then of the documents in a file.
 */
export function arrange(items: RoutedItem[], routed: boolean): INodeExecutionData[][] {
	const sorted = inOrder(items);
	if (!routed) return [sorted.map(({ item }) => item)];
	return ROUTES.map((output) =>
		sorted.filter(({ route }) => route === output).map(({ item }) => item),
	);
}

/** As they stand on their output. */
export function inOrder(items: RoutedItem[]): RoutedItem[] {
	return [...items].sort((one, other) => compare(one.place, other.place));
}

function compare(one: Place, other: Place): number {
	return (
		one[0] - other[0] || one[1] - other[1] || one[2] - other[2] || (one[3] ?? 0) - (other[3] ?? 0)
	);
}
