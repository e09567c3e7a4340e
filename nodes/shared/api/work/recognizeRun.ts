import { type Run, sameId } from '../resources/runs';
import { barePath } from '../wire/path';
import type { RunTarget } from './runTarget';

/** What a run is over, as far as it can be compared. */
export interface RunInput {
	batch_id?: number;
	input_dir?: string;
}

/** A run that is looked for, by what AI Hub's list of runs tells of it. */
export interface WantedRun {
	target: RunTarget;
	/** The tag put on it, or the beginning of it. */
	tag?: { is: string } | { begins: string };
	/** Undefined where it is not known or cannot be compared, as with a deployment's own source. */
	input?: RunInput;
	/** The input was made for this run alone: a run over it is the one. */
	ownInput?: boolean;
}

export type Recognition = 'yes' | 'no' | 'unclear';

/**
 * Whether a run of the list is the one that is wanted. What the list does not tell is unclear, not
 * absent: a run that cannot be told from the wanted one must not be taken for another.
 */
export function recognize(run: Run, { target, tag, input, ownInput }: WantedRun): Recognition {
	const { tags } = run;
	// A whole tag is on one run alone, however a server names what it is a run of.
	if (tag && 'is' in tag && tags?.includes(tag.is)) return 'yes';
	if (isOfOther(run, target)) return 'no';
	if (tag && 'begins' in tag && tags?.some((one) => one.startsWith(tag.begins))) return 'yes';
	const sameInput = compareInput(run, input);
	if (sameInput === false) return 'no';
	if (sameInput && ownInput) return 'yes';
	// AI Hub tells the tags of this run, and the wanted one is not among them.
	if (tag && tags) return 'no';
	return 'unclear';
}

/** Checked once more, in case a server does not know one of the filters. */
function isOfOther(run: Run, target: RunTarget): boolean {
	const [own, wanted] =
		'app' in target ? [run.app_id, target.app.app_id] : [run.deployment_id, target.deploymentId];
	return Boolean(own && wanted && !sameId(own, wanted));
}

/** Undefined where one of both does not say what it is over; a run over a batch may have a folder, too. */
function compareInput(run: Run, input: RunInput | undefined): boolean | undefined {
	if (input?.batch_id !== undefined) {
		const batchId = Number(run.batch_id ?? NaN);
		return Number.isNaN(batchId) ? undefined : batchId === input.batch_id;
	}
	if (input?.input_dir === undefined || typeof run.input_dir !== 'string') return undefined;
	return barePath(run.input_dir) === barePath(input.input_dir);
}
