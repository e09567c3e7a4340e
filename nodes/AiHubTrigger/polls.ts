import type { WorkflowActivateMode } from 'n8n-workflow';

import { attempt } from '../shared/api/wire/errors';

/** Activations that a person asked for, unlike a restart of n8n or a new version of the workflow. */
const BY_A_PERSON: WorkflowActivateMode[] = ['activate', 'create'];

/** Where and why n8n polls. */
export interface Occasion {
	/** Identity of the node in n8n. */
	node: string;
	/**
	 * n8n gives all polls of an activation the same context, whose mode stays that of the activation.
	 * Its database scheduler makes one for each poll, with the mode "update".
	 */
	context: object;
	mode: WorkflowActivateMode;
}

/**
 * The polls of all triggers in this process: tells the first poll of an activation from later ones,
 * and keeps the polls of a node from overlapping. n8n does not: each of a node's poll times is a job
 * of its own, and a poll that n8n gave up goes on.
 */
export class Polls {
	private readonly begun = new WeakSet<object>();

	private readonly underWay = new Map<string, Promise<unknown>>();

	/**
	 * Polls, unless a poll of the same node is still under way; the first one of an activation waits
	 * for that, because no later poll could stand in for it.
	 * @param poll gets true for the first poll after a person activated the workflow
	 * @returns null when nothing was done
	 */
	async run<T>(
		{ node, context, mode }: Occasion,
		poll: (isActivation: boolean) => Promise<T>,
	): Promise<T | null> {
		const isActivation = () => BY_A_PERSON.includes(mode) && !this.begun.has(context);
		for (let other = this.underWay.get(node); other; other = this.underWay.get(node)) {
			if (!isActivation()) return null;
			await other;
		}
		const result = poll(isActivation());
		this.underWay.set(
			node,
			attempt(() => result),
		);
		try {
			await result;
			this.begun.add(context);
			return await result;
		} finally {
			this.underWay.delete(node);
		}
	}
}
