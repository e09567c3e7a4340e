import { naming } from '../../../../../nodes/AiHub/resources/document/stages/beginAll';
import type { Created } from '../../../../../nodes/AiHub/resources/document/stages/types';
import { AiHubError } from '../../../../../nodes/shared/api/wire/errors';

describe('the error that ends the node', () => {
	const error = new AiHubError('rejected', 'Version 2.1 is full.', { hint: 'Wait.', status: 409 });
	const messageOf = (created: Created[], failed = 0) => naming(error, failed, created).message;

	it.each<[string, Created[], string]>([
		['nothing besides', [{ runId: '1', batchId: 1 }, {}], 'Version 2.1 is full'],
		[
			'runs',
			[{}, { runId: '7', batchId: 1, maybeStarted: true }, { runId: '8' }],
			'Version 2.1 is full. Also started, and not stopped at AI Hub: 7, 8',
		],
		[
			'runs that may have started',
			[{}, { batchId: 3, maybeStarted: true }, { maybeStarted: true }],
			'Version 2.1 is full. A run may also have started over batch 3',
		],
		[
			'batches',
			[{}, { batchId: 4 }, { batchId: 0, maybeStarted: false }],
			'Version 2.1 is full. Also created, and still there, without a run: batch 4, 0',
		],
		[
			'all of these',
			[{}, { batchId: 4 }, { batchId: 3, maybeStarted: true }, { runId: '7' }],
			'Version 2.1 is full. Also started, and not stopped at AI Hub: 7. A run may also have started over batch 3. Also created, and still there, without a run: batch 4',
		],
	])('names what there is: %s', (_, created, message) => {
		expect(messageOf(created)).toBe(message);
	});

	it('does not name again what it is about itself', () => {
		expect(messageOf([{ runId: '7' }, { runId: '8' }], 1)).toBe(
			'Version 2.1 is full. Also started, and not stopped at AI Hub: 7',
		);
	});

	it('is the same error otherwise', () => {
		expect(naming(error, 0, [{}])).toMatchObject({ kind: 'rejected', details: error.details });
		const other = new Error('out of memory');
		expect(naming(other, 0, [{}, { runId: '7' }])).toBe(other);
	});

	it('says that Retry goes on with a run that was not waited for any longer', () => {
		const timedOut = new AiHubError('waitTimedOut', 'Still running', { hint: 'Wait longer.' });
		expect(naming(timedOut, 0, [{}])).toMatchObject({
			hint: 'Wait longer. Retry of this execution takes the same run over.',
		});
	});
});
