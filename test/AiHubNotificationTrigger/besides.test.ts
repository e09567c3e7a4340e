import { MOST_RUNS, readKnown } from '../../nodes/AiHubNotificationTrigger/known';
import { failing } from '../shared/support/listedRuns';
import { ODD, TriggerInMemory } from './support';

const MINUTE_MS = 60_000;

/** A trigger that remembers the run `open`; the runs `a`, `b`, … have ended. */
async function remembering(status = 'RUNNING'): Promise<TriggerInMemory> {
	const ended = 'abcdefghij'.split('').map((id) => [id, 'COMPLETE'] as const);
	const trigger = new TriggerInMemory({ open: status, ...Object.fromEntries(ended) });
	await trigger.notify('open');
	return trigger;
}

const timesAsked = (trigger: TriggerInMemory, id: string) =>
	trigger.asked.filter((one) => one === id).length;

describe('a run that is looked at besides', () => {
	it.each([...ODD, ['404', failing(404)] as const])(
		'survives one odd answer, %s',
		async (_, answer) => {
			for (const lookedAtBy of ['open', 'b']) {
				const trigger = await remembering();
				trigger.instead.set('open', answer);
				await trigger.notify('a');
				trigger.instead.clear();
				trigger.set('open', { status: 'COMPLETE' });
				trigger.hub.nowMs += MINUTE_MS;
				await trigger.notify(lookedAtBy);
				expect(trigger.reported).toContain('open runCompleted');
			}
		},
	);

	it('is gone when AI Hub did not have it at five looks in a row, a minute apart', async () => {
		const trigger = await remembering('STOPPED_AT_CHECKPOINT');
		trigger.instead.set('open', failing(404));
		for (const id of 'abcde') {
			expect(readKnown(trigger.saved).get('open')).toBe('waiting');
			await trigger.notify(id);
			trigger.hub.nowMs += MINUTE_MS;
		}
		expect(readKnown(trigger.saved).has('open')).toBe(false);
		await trigger.notify('f');
		expect(timesAsked(trigger, 'open')).toBe(6);
	});

	it('is looked at all the same when it is told itself, after it was gone', async () => {
		const trigger = await remembering();
		trigger.instead.set('open', failing(404));
		for (const id of 'abcde') {
			await trigger.notify(id);
			trigger.hub.nowMs += MINUTE_MS;
		}
		trigger.instead.clear();
		trigger.set('open', { status: 'COMPLETE' });
		await trigger.notify('open');
		expect(trigger.reported).toContain('open runCompleted');
	});

	it('is not gone by a storm of notifications', async () => {
		const trigger = await remembering();
		trigger.instead.set('open', failing(404));
		for (const id of 'abcdefghij') await trigger.notify(id);
		expect(readKnown(trigger.saved).get('open')).toBe('running');
		// Once, beside the three looks of its own notification.
		expect(timesAsked(trigger, 'open')).toBe(4);
	});

	it.each(ODD)('is never gone by %s', async (_, answer) => {
		const trigger = await remembering();
		trigger.instead.set('open', answer);
		for (const id of 'abcdefghij') {
			await trigger.notify(id);
			trigger.hub.nowMs += MINUTE_MS;
		}
		expect(readKnown(trigger.saved).get('open')).toBe('running');
	});

	it('is not gone when AI Hub had it in between', async () => {
		const trigger = await remembering();
		for (const [index, id] of [...'abcdefghij'].entries()) {
			if (index === 4) trigger.instead.clear();
			else trigger.instead.set('open', failing(404));
			await trigger.notify(id);
			trigger.hub.nowMs += MINUTE_MS;
			if (index === 7) expect(readKnown(trigger.saved).get('open')).toBe('running');
		}
	});

	it('does not keep others from being looked at, nor what was told from being reported', async () => {
		const stuck = Array.from({ length: 5 }, (_, index) => `stuck-${index}`);
		const trigger = new TriggerInMemory({ a: 'COMPLETE', b: 'COMPLETE', open: 'COMPLETE' });
		for (const id of stuck) trigger.instead.set(id, failing(503));
		const runs = Object.fromEntries([...stuck, 'open'].map((id) => [id, 1]));
		trigger.saved = { version: 1, runs };
		await trigger.notify('a');
		await trigger.notify('b');
		expect(trigger.reported).toEqual(['a runCompleted', 'b runCompleted', 'open runCompleted']);
	});

	it('may have results that cannot be read, until they can', async () => {
		const trigger = await remembering();
		trigger.set('open', { status: 'COMPLETE' });
		const { itemsOf } = trigger;
		trigger.itemsOf = async (transition) => {
			if (transition.run.id === 'open') throw new Error('No results now');
			return await itemsOf(transition);
		};
		expect(await trigger.notify('a')).toBeUndefined();
		expect(trigger.reported).toEqual(['a runCompleted']);
		trigger.itemsOf = itemsOf;
		await trigger.notify('b');
		expect(trigger.reported).toContain('open runCompleted');
	});

	it('keeps to the bounds of what is remembered', async () => {
		const trigger = new TriggerInMemory({ a: 'COMPLETE', b: 'COMPLETE' });
		const runs = Object.fromEntries(
			Array.from({ length: MOST_RUNS + 10 }, (_, index) => [`gone-${index}`, 1]),
		);
		trigger.saved = { version: 1, runs };
		for (const id of 'ab') {
			await trigger.notify(id);
			trigger.hub.nowMs += MINUTE_MS;
			expect(readKnown(trigger.saved).size).toBe(MOST_RUNS);
		}
	});
});
