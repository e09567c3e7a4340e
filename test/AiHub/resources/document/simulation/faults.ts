import {
	type ApiRequest,
	type ApiResponse,
	NetworkFailure,
} from '../../../../../nodes/shared/api/wire/send';
import type { Fault, FaultKind } from './world';

const PAGE = '<html><head><title>Sign in</title></head></html>';

const answer = (status: number, body: unknown, headers = {}): ApiResponse => ({
	status,
	headers,
	body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** What the caller gets instead of AI Hub's own answer; a failure is thrown. */
const INSTEAD: Record<FaultKind, ApiResponse | NetworkFailure> = {
	status500: answer(500, { message: 'something broke' }),
	lost500: answer(502, '<html><title>Bad Gateway</title></html>'),
	reset: new NetworkFailure('ECONNRESET', 'socket hang up'),
	lostReset: new NetworkFailure('ECONNRESET', 'socket hang up'),
	refused: new NetworkFailure('ECONNREFUSED', 'connect ECONNREFUSED'),
	status429: answer(429, { message: 'slow down' }),
	wait429: answer(429, { message: 'come back later' }, { 'retry-after': '25' }),
	status403: answer(403, { message: 'no consumption units left' }),
	page200: answer(200, PAGE),
	empty200: answer(200, ''),
	page404: answer(404, PAGE),
	page403: answer(403, PAGE),
	status404: answer(404, { message: 'not found' }),
	lostEmpty: answer(200, ''),
	object200: answer(200, {}),
};

const ACTED: ReadonlySet<FaultKind> = new Set(['lost500', 'lostReset', 'lostEmpty']);

/** Decides for each request whether something goes wrong with it. */
export class SimFaults {
	private readonly counts = new Map<string, number>();

	constructor(private readonly faults: Fault[]) {}

	/** The fault that this request meets. */
	next({ operationId }: ApiRequest): FaultKind | undefined {
		const nth = this.counts.get(operationId) ?? 0;
		this.counts.set(operationId, nth + 1);
		const fault = this.faults.find(
			({ of, from, count }) =>
				(of === '*' || of === operationId) && nth >= from && nth < from + count,
		);
		return fault?.kind;
	}
}

/** AI Hub has done what was asked before it went wrong. */
export function hasActed(kind: FaultKind | undefined): boolean {
	return kind === undefined || ACTED.has(kind);
}

/** @throws NetworkFailure */
export function instead(kind: FaultKind): ApiResponse {
	const given = INSTEAD[kind];
	if (!(given instanceof NetworkFailure)) return given;
	throw new NetworkFailure(given.code, given.message);
}
