/** n8n has saved by then what a poll reported or began, in ms after it. */
const SETTLED_MS = 10_000;

interface Entry {
	/** What n8n gave the last poll, as JSON. */
	base: string | undefined;
	/** The state after quiet polls that went on from it. */
	quiet?: unknown;
	/** Until then n8n may still give out `base` although it saves what came of it, ms since 1970. */
	unsettledUntilMs?: number;
}

/**
 * What this process knows of a trigger's last poll, by node. n8n's database scheduler gives each poll
 * what it saved last. It saves nothing after a quiet poll (without durable cursors), so that a long
 * list of runs would be begun anew each time; and a poll that it has begun while another one reports
 * gets the state from before that. Where n8n saves the state by itself nothing here is used.
 */
export class PollMemory {
	private readonly byNode = new Map<string, Entry>();

	/** True when n8n gave a poll the state from before a report or an activation of just now. */
	isStale(node: string, saved: unknown, nowMs: number): boolean {
		const { base, unsettledUntilMs = 0 } = this.byNode.get(node) ?? {};
		return nowMs < unsettledUntilMs && base === JSON.stringify(saved);
	}

	/** What a poll goes on from: the state after quiet polls that went on from `saved`, else `saved`. */
	latest(node: string, saved: unknown): unknown {
		const { base, quiet } = this.byNode.get(node) ?? {};
		return quiet !== undefined && base === JSON.stringify(saved) ? quiet : saved;
	}

	/** Notes what a poll made of `saved`. @param isSaved n8n saves it now: it has reported, or activated */
	note(node: string, saved: unknown, state: unknown, isSaved: boolean, nowMs: number): void {
		const base = JSON.stringify(saved);
		if (isSaved) this.byNode.set(node, { base, unsettledUntilMs: nowMs + SETTLED_MS });
		else if (base !== undefined) this.byNode.set(node, { base, quiet: state });
	}
}
