import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { AiHubError, type ErrorKind, invalidInput } from '../../../nodes/shared/api/wire/errors';
import { errorJson, nodeError } from '../../../nodes/shared/n8n/errors';
import { BARE_NODE } from '../../support/bareNode';

const failure = (kind: ErrorKind, details = {}) =>
	new AiHubError(kind, 'AI Hub could not be reached (ECONNREFUSED)', {
		hint: 'Check it.',
		...details,
	});

describe('an error of AI Hub', () => {
	it.each<[ErrorKind, string | undefined]>([
		['authentication', 'credential-invalid'],
		['rateLimited', 'rate-limited'],
		['outOfUnits', 'quota-exhausted'],
		['unavailable', 'temporarily-unavailable'],
		['rejected', undefined],
		['notFound', undefined],
		['runFailed', undefined],
		['waitTimedOut', undefined],
		['unexpectedAnswer', undefined],
	])('of kind %s is an API error with the cause %p', (kind, cause) => {
		const error = nodeError(BARE_NODE, failure(kind, { status: 429, retryAfterMs: 7_000 }), 3);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error.failure?.cause).toBe(cause);
		if (cause) expect(error.failure).toMatchObject({ retryAfterMs: 7_000 });
	});

	it.each<ErrorKind>(['invalidInput', 'cancelled'])('of kind %s is one of operation', (kind) => {
		expect(nodeError(BARE_NODE, failure(kind))).toBeInstanceOf(NodeOperationError);
	});

	it.each<ErrorKind>(['unavailable', 'invalidInput'])(
		'of kind %s keeps message, hint, item and run',
		(kind) => {
			const details = { runId: 'r', runStatus: 'RUNNING' };
			const error = nodeError(BARE_NODE, failure(kind, details), 3);
			expect(error).toMatchObject({
				message: 'AI Hub could not be reached (ECONNREFUSED)',
				description: 'Check it.',
				context: { itemIndex: 3, data: { run_id: 'r', run_status: 'RUNNING' } },
			});
			expect(errorJson(error)).toEqual({
				error: 'AI Hub could not be reached (ECONNREFUSED)',
				details: { hint: 'Check it.', run_id: 'r', run_status: 'RUNNING' },
			});
		},
	);

	it('without a status has none', () => {
		expect(errorJson(nodeError(BARE_NODE, failure('unavailable')))).toEqual({
			error: 'AI Hub could not be reached (ECONNREFUSED)',
			details: { hint: 'Check it.' },
		});
		const json = errorJson(nodeError(BARE_NODE, failure('notFound', { status: 404 })));
		expect(json.details).toMatchObject({ http_status: 404 });
	});
});

it('an error of n8n stays what it is, and learns its item only if it had none', () => {
	const known = new NodeOperationError(BARE_NODE, 'x', { itemIndex: 1 });
	const unknown = new NodeOperationError(BARE_NODE, 'x');
	expect(nodeError(BARE_NODE, known, 7)).toBe(known);
	expect(known.context.itemIndex).toBe(1);
	expect(nodeError(BARE_NODE, unknown, 7).context.itemIndex).toBe(7);
});

it.each([[new Error('words')], ['words']])('anything else (%p) keeps its words', (thrown) => {
	const error = nodeError(BARE_NODE, thrown, 2);
	expect(error).toMatchObject({ message: 'words', context: { itemIndex: 2 } });
	expect(errorJson(error)).toEqual({ error: 'words' });
});

it('with() adds to an error without changing it', () => {
	const error = invalidInput('one', 'hint');
	const more = error.with({ runId: 'r' }, 'two');
	expect([error.message, error.details.runId]).toEqual(['one', undefined]);
	expect(more).toMatchObject({ kind: 'invalidInput', message: 'two', hint: 'hint' });
	expect(more.details.runId).toBe('r');
});
