/**
 * The states after polls that reported nothing, in this process. n8n's database scheduler gives each
 * poll what it saved last, and saves nothing after a quiet poll; where it does save, nothing here
 * is ever asked for. Without them a long list of runs would be begun anew with each poll.
 */
export class QuietStates {
	private readonly byNode = new Map<string, { base: string; state: unknown }>();

	/** What a poll goes on from: the state after quiet polls that went on from `saved`, else `saved`. */
	after(node: string, saved: unknown): unknown {
		const quiet = this.byNode.get(node);
		return quiet !== undefined && quiet.base === JSON.stringify(saved) ? quiet.state : saved;
	}

	/** Notes the state after a quiet poll that n8n gave `saved`. */
	keep(node: string, saved: unknown, state: unknown): void {
		if (saved !== undefined) this.byNode.set(node, { base: JSON.stringify(saved), state });
	}

	/** n8n saves the state with what was reported: nothing goes on from an older one. */
	forget(node: string): void {
		this.byNode.delete(node);
	}
}
