import { sameId } from '../../../nodes/shared/api/resources/runs';
import { matches, readParameters } from '../../../nodes/shared/trigger/parameters';
import { parametersOf } from '../support/triggerParameters';

const ID = '0d000000-0000-4000-8000-00000000000a';

test.each<[unknown, string, boolean]>([
	[ID, ID, true],
	[ID, ID.toUpperCase(), true],
	[ID.toUpperCase(), ID, true],
	[4711, '4711', true],
	[4711, '471', false],
	[ID, ID.replace('a', 'b'), false],
])('the ID %p is the same as %p: %p', (one, other, isSame) => {
	expect(sameId(one, other)).toBe(isSame);
});

describe('a run passes the filters', () => {
	it.each<[object, object, boolean]>([
		[{ deployment_id: ID.toUpperCase() }, { deployment_id: ID }, true],
		[{ deployment_id: 4711 }, { deployment_id: '4711' }, true],
		[{ app_id: ID }, { app_id: ID.toUpperCase() }, true],
		[{ app_id: 7 }, { app_id: '8' }, false],
		[{ deployment_id: ID }, { deployment_id: '4711' }, false],
		[{}, { app_id: ID, deployment_id: ID }, true],
	])('%p with %p: %p', (run, filters, passes) => {
		expect(matches({ id: 'a', ...run }, parametersOf({ filters }))).toBe(passes);
	});
});

describe('the events that start the workflow', () => {
	const read = (events: unknown) => {
		const given: Record<string, unknown> = { events };
		const getNodeParameter = (name: string, fallback: unknown) => given[name] ?? fallback;
		return readParameters({ getNodeParameter } as never).wanted;
	};

	it.each<[unknown, string[]]>([
		[
			['runFailed', 'reviewFinished'],
			['runFailed', 'reviewFinished'],
		],
		['runCompleted', ['runCompleted']],
		['runCompleted, runFailed', ['runCompleted', 'runFailed']],
	])('may be given as %p', (events, wanted) => {
		expect([...read(events)]).toEqual(wanted);
	});

	it.each([[[]], [''], [undefined]])('are none in %p, which is refused', (events) => {
		expect(() => read(events)).toThrow('No event is chosen');
	});

	it.each<[unknown, string]>([
		[['completed'], 'There is no event "completed"'],
		[['runCompleted', 'toString', 'x'], 'There is no event "toString, x"'],
		[{ a: 1 }, 'There is no event "[object Object]"'],
	])('are known ones, not %p: the error says which', (events, message) => {
		expect(() => read(events)).toThrow(
			expect.objectContaining({
				message,
				hint: 'Trigger On knows these: runCompleted, runFailed, runCancelled, runWaitingForReview, reviewFinished.',
			}) as never,
		);
	});
});
