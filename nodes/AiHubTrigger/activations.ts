import type { WorkflowActivateMode } from 'n8n-workflow';

/** Activations that a person asked for, unlike a restart of n8n or a new version of the workflow. */
const BY_A_PERSON: WorkflowActivateMode[] = ['activate', 'create'];

/**
 * Tells the first poll of an activation from later ones, and keeps polls from overlapping. n8n gives
 * all polls of one activation the same context, whose activation mode stays that of the activation;
 * where it makes a context for each poll (its database scheduler) that mode is "update", and n8n
 * itself keeps polls apart.
 */
export class Activations {
	private readonly started = new WeakSet<object>();

	private readonly polling = new WeakSet<object>();

	/**
	 * Polls, unless a poll of the same activation is still under way.
	 * @param poll gets true for the first poll after a person activated the workflow
	 * @returns null when nothing was done
	 */
	async poll<T>(
		context: object,
		mode: WorkflowActivateMode,
		poll: (isActivation: boolean) => Promise<T>,
	): Promise<T | null> {
		if (this.polling.has(context)) return null;
		this.polling.add(context);
		try {
			const result = await poll(BY_A_PERSON.includes(mode) && !this.started.has(context));
			this.started.add(context);
			return result;
		} finally {
			this.polling.delete(context);
		}
	}
}
