import type { ResultIncludes } from '../api/resources/results';
import { isoOfNs } from '../api/wire/time';
import { asRead, type Given, isObject } from './values';

/** What the results say of the run as a whole. */
export interface RunPart {
	run_status: unknown;
	run_message: unknown;
	/** ISO 8601; what is no time in ns stays as it came. */
	run_started_at: unknown;
	run_finished_at: unknown;
	/** The `custom` part of the keys that the run was started with. */
	run_custom_keys: unknown;
}

export function runPartOf(results: Given): RunPart {
	const { keys } = results;
	return {
		run_status: results.status ?? null,
		run_message: results.message ?? null,
		run_started_at: timeOf(results.start_timestamp),
		run_finished_at: timeOf(results.finish_timestamp),
		run_custom_keys: (isObject(keys) ? keys.custom : undefined) ?? null,
	};
}

/** The columns of a row for it, where a person asks for them. AI Hub needs no flag to tell them. */
export function runDetails(
	{ run }: { run: RunPart },
	{ run_details: wanted }: ResultIncludes & { run_details?: boolean },
): Partial<RunPart> {
	return wanted ? run : {};
}

/** An unfinished run has 0. */
function timeOf(value: unknown): unknown {
	if (value === 0) return null;
	return asRead((given) => (typeof given === 'number' ? isoOfNs(given) : null), value);
}
