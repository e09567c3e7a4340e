import type { Run } from '../shared/api/resources/runs';
import { invalidInput } from '../shared/api/wire/errors';
import { passes, type TriggerParameters } from '../shared/trigger/parameters';
import type { Transition } from '../shared/trigger/transitions';
import type { RunSource } from './listByStart';

/**
 * Decides by their tags which runs are reported. A server may tell tags only of the run itself, and not
 * in its list: such runs are watched, and asked for when something happened to them.
 */
export class RunTags {
	/** The source given, whose lists tell whether the server tells tags in them. */
	readonly source: RunSource;

	/** Runs of which a list did not tell the tags. */
	private readonly untold = new Set<string>();

	private areListed = false;

	/** @param look asks for one run; undefined when it does not exist any more */
	constructor(
		source: RunSource,
		private readonly look: RunSource['get'],
		private readonly parameters: TriggerParameters,
	) {
		this.source = {
			...source,
			list: async (query) => {
				const runs = await source.list(query);
				for (const { id, tags } of runs) {
					if (tags) this.areListed = true;
					else this.untold.add(id);
				}
				return runs;
			},
		};
	}

	/** False for a run that is not wanted. Where the list tells tags of others, none told are none. */
	mayMatch(run: Run): boolean {
		return passes(run, this.parameters) ?? !this.areListed;
	}

	/**
	 * The transition, if it is that of a run that is wanted.
	 * @throws AiHubError of kind `invalidInput` where the server tells no tags at all
	 */
	async wanted(transition: Transition): Promise<Transition | undefined> {
		if (this.parameters.tags.length === 0) return transition;
		const { run } = transition;
		const isWanted = passes(run, this.parameters);
		// Where the list tells tags, they were looked at when the run was first seen.
		if (this.areListed) return isWanted || !this.untold.has(run.id) ? transition : undefined;
		if (isWanted !== undefined) return isWanted ? transition : undefined;
		const found = await this.look(run.id);
		if (!found) return undefined;
		const isFound = passes(found, this.parameters);
		if (isFound === undefined) throw untoldTags();
		return isFound ? { ...transition, run: { ...run, tags: found.tags } } : undefined;
	}
}

function untoldTags(): Error {
	return invalidInput(
		'AI Hub does not tell the tags of its runs, by which Filters → Tags chooses them',
		'Take Tags out of the filters of the trigger, and choose by app or deployment.',
	);
}
