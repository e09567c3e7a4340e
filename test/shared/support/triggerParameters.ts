import type { TriggerParameters } from '../../../nodes/shared/trigger/parameters';

/** What a trigger is set to: runs that complete, without their results. */
export function parametersOf(more: Partial<TriggerParameters> = {}): TriggerParameters {
	return {
		wanted: new Set(['runCompleted']),
		filters: {},
		tags: [],
		tagsMatch: 'all',
		simplify: false,
		shape: 'documents',
		rows: { table: { withoutRows: 'item' } },
		startFromHours: 0,
		...more,
	};
}

/** With results, in that shape. */
export function resultsAs(
	shape: TriggerParameters['shape'],
	more: Partial<TriggerParameters> = {},
): TriggerParameters {
	return parametersOf({ includes: {}, shape, ...more });
}

/** Rules under which a field needs that much confidence. */
export function rulesOf(minModelConfidence = 0.9): NonNullable<TriggerParameters['rules']> {
	return {
		minModelConfidence,
		fields: [],
		classes: [],
		validationMustPass: false,
		reviewMustBeCompleted: false,
	};
}
