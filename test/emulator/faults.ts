import type { Rewrite } from './rewrite';

/** Which requests a fault rule is for; every given part must fit. */
export interface FaultMatch {
	/** operationId of the specification */
	operationId?: string;
	method?: string;
	/** Path under the API root: a string must be its beginning, an expression must match. */
	path?: string | RegExp;
}

/** What happens to a matching request instead of, or after, its normal course. */
export type FaultAction =
	/** Answers this status without carrying out the request; `retryAfter` in seconds or an HTTP date. */
	| {
			status: number;
			body?: unknown;
			retryAfter?: number | string;
			headers?: Record<string, string>;
	  }
	/** Carries the request out after this many milliseconds of real time. */
	| { delayMs: number }
	/** Destroys the connection before, or after, the request was carried out. */
	| { reset: 'before' | 'after' }
	/** Does not carry the request out, or does and never answers: the client waits until it leaves. */
	| { hold: 'before' | 'after' }
	/** Carries the request out, sends half of the answer and destroys the connection. */
	| { truncate: true }
	/** Carries the request out and answers a body that is not JSON. */
	| { malformed: true }
	/** Answers an HTML page with this status, as a proxy would. */
	| { html: number }
	/** Carries the request out and changes what is answered, as a server of another kind would say it. */
	| { rewrite: Rewrite };

export interface FaultRule {
	match: FaultMatch;
	/** How many requests it hits; default 1, `Infinity` for all. */
	times?: number;
	/** How many matching requests pass before the first is hit; default 0. */
	skip?: number;
	action: FaultAction;
}

export interface FaultTarget {
	operationId: string | undefined;
	method: string;
	path: string;
}

function matches(match: FaultMatch, target: FaultTarget): boolean {
	if (match.operationId !== undefined && match.operationId !== target.operationId) return false;
	if (match.method !== undefined && match.method.toUpperCase() !== target.method) return false;
	if (match.path === undefined) return true;
	return typeof match.path === 'string'
		? target.path.startsWith(match.path)
		: target.path.search(match.path) >= 0;
}

/** Ordered fault rules; the first rule that still has hits left decides. */
export class Faults {
	/** Asked for every request that no rule is for; it goes its normal course without an action. */
	otherwise: (target: FaultTarget) => FaultAction | undefined = () => undefined;
	private rules: Array<Required<FaultRule>> = [];

	add(rule: FaultRule): void {
		this.rules.push({ times: 1, skip: 0, ...rule });
	}

	clear(): void {
		this.rules = [];
		this.otherwise = () => undefined;
	}

	/** Takes one hit of the first fitting rule, else what `otherwise` says. */
	take(target: FaultTarget): FaultAction | undefined {
		for (const rule of this.rules) {
			if (rule.times <= 0 || !matches(rule.match, target)) continue;
			if (rule.skip > 0) {
				rule.skip--;
				continue;
			}
			rule.times--;
			return rule.action;
		}
		return this.otherwise(target);
	}
}
