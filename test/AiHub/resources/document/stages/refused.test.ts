import { refusal } from '../../../../../nodes/AiHub/resources/document/stages/plan';
import type { Refused } from '../../../../../nodes/AiHub/resources/document/stages/types';
import { type AiHubError, invalidInput } from '../../../../../nodes/shared/api/wire/errors';

describe('what is said of refused items', () => {
	const refusing = (error: Error, itemIndex: number): Refused => ({
		itemIndexes: [itemIndex],
		error,
	});
	const first = invalidInput('Too many', 'Take fewer.');

	it('is the error of the only one itself', () => {
		expect(refusal([refusing(first, 3)])).toBe(first);
	});

	it('is what each of several is refused for, and what the first is told to do', () => {
		const refused = [refusing(first, 0), refusing(new Error('No file'), 2)];
		expect(refusal(refused)).toMatchObject({
			kind: 'invalidInput',
			message:
				'2 items cannot be processed; nothing was created. item 0: Too many; item 2: No file',
			hint: 'Take fewer.',
		});
		expect((refusal([...refused].reverse()) as AiHubError).hint).toBeUndefined();
	});

	it.each([
		[20, 'item 19: Too many'],
		[21, 'item 19: Too many; and 1 more'],
		[25, 'item 19: Too many; and 5 more'],
	])('names no more than 20 of them: %i', (count, end) => {
		const refused = Array.from({ length: count }, (_, index) => refusing(first, index));
		const { message } = refusal(refused);
		expect(message).toContain(`${count} items cannot`);
		expect(message.slice(message.indexOf('item 19'))).toBe(end);
	});
});
