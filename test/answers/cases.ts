import { type Case, general } from './corpus';
import { OPERATIONS } from './operations';
import type { AnswerServer } from './server';
import { SPECIAL } from './special';

export const CASES: Case[] = [...general, ...SPECIAL];

type Named = [kind: string, name: string, one: Case];

/** The cases of an operation, as a table of tests wants them. */
export function casesOf(operation: string): Named[] {
	const cases = CASES.filter((one) => one.operation === operation);
	return cases.map((one) => [one.kind, one.name, one]);
}

/** An older server has only the older address of a job; a start that is looked for is in no list. */
export function tell(server: AnswerServer, { operation, answers, others }: Case): void {
	server.tell({
		...(operation === 'pollBatchesJob' && { jobStatus: [{ status: 404 }] }),
		...(OPERATIONS[operation].is === 'start' && { listRuns: [{ body: '{"runs":[]}' }] }),
		...others,
		[operation]: answers,
	});
}

export function expectSent(server: AnswerServer, { operation, right }: Case): void {
	if (right.sent !== undefined) expect(server.asked.get(operation)).toBe(right.sent);
}
