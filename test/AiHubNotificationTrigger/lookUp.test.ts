import { MOST_VAIN_LOOKS } from '../../nodes/AiHubNotificationTrigger/desk';
import { Refusal } from '../../nodes/AiHubNotificationTrigger/refusal';
import type { ApiResponse } from '../../nodes/shared/api/wire/send';
import { answerOf, failing } from '../shared/support/listedRuns';
import { ODD, TriggerInMemory } from './support';

const MINUTE_MS = 60_000;

const saying = (status: number, message: string): ApiResponse => ({
	...answerOf({ message }),
	status,
});
const refused = (error: Error | undefined) => (error instanceof Refusal ? error.status : error);

describe('an ID that a notification names', () => {
	it.each(ODD)('is asked for again after one odd answer: %s', async (_, answer) => {
		const trigger = new TriggerInMemory({ a: 'COMPLETE' });
		trigger.instead.set('a', answer);
		// No refusal of its own: it is answered with 503.
		expect(await trigger.notify('a')).not.toBeInstanceOf(Refusal);
		expect(trigger.reported).toEqual([]);
		trigger.instead.clear();
		expect(await trigger.notify('a')).toBeUndefined();
		expect(trigger.reported).toEqual(['a runCompleted']);
	});

	it.each([
		failing(404),
		saying(400, 'Invalid run_id'),
		saying(400, 'runId is malformed'),
		saying(400, 'badly formed hexadecimal UUID string'),
		saying(422, 'value is not a valid uuid'),
	])('is none when AI Hub says so: %#', async (answer) => {
		const trigger = new TriggerInMemory({ a: 'COMPLETE' });
		trigger.instead.set('a', answer);
		expect(refused(await trigger.notify('a'))).toBe(404);
		expect(refused(await trigger.notify('a'))).toBe(404);
		expect(trigger.asked).toEqual(['a']);
	});

	it('does not keep a run of the same body back, when AI Hub says that it is none', async () => {
		const trigger = new TriggerInMemory({ a: 'COMPLETE' });
		trigger.instead.set('none', saying(400, 'Invalid run_id'));
		await trigger.notify('none', 'a');
		expect(trigger.reported).toEqual(['a runCompleted']);
	});

	it('keeps a run of the same body back only until it was refused often enough', async () => {
		const trigger = new TriggerInMemory({ a: 'COMPLETE' });
		trigger.instead.set('none', answerOf({ status: 'ERROR', msg: 'Job not found' }));
		for (let times = 0; times < 10; times++) {
			expect(await trigger.notify('none', 'a')).toBeInstanceOf(Error);
		}
		trigger.hub.nowMs += MINUTE_MS;
		expect(await trigger.notify('none', 'a')).toBeInstanceOf(Error);
		trigger.hub.nowMs += MINUTE_MS;
		expect(await trigger.notify('none', 'a')).toBeUndefined();
		expect(trigger.reported).toEqual(['a runCompleted']);
	});

	it('is never none by the page of what stands in between', async () => {
		const trigger = new TriggerInMemory({ a: 'COMPLETE' });
		trigger.instead.set('a', { status: 400, headers: {}, body: '<h1>Invalid run_id</h1>' });
		for (let times = 0; times < 10; times++) {
			expect(await trigger.notify('a')).not.toBeInstanceOf(Refusal);
			trigger.hub.nowMs += MINUTE_MS;
		}
	});

	it('of a run that was seen before is asked for again at once, also after a 404', async () => {
		const trigger = new TriggerInMemory({ a: 'RUNNING' });
		await trigger.notify('a');
		trigger.instead.set('a', failing(404));
		expect(refused(await trigger.notify('a'))).toBe(404);
		trigger.instead.clear();
		trigger.set('a', { status: 'COMPLETE' });
		await trigger.notify('a');
		expect(trigger.reported).toEqual(['a runCompleted']);
	});

	it.each(ODD)('costs few requests where many are forged: %s', async (_, answer) => {
		const trigger = new TriggerInMemory({});
		for (let no = 0; no < MOST_VAIN_LOOKS * 2; no++) {
			trigger.instead.set(`forged-${no}`, answer);
			await trigger.notify(`forged-${no}`);
		}
		expect(trigger.asked).toHaveLength(MOST_VAIN_LOOKS);
		expect(refused(await trigger.notify('forged'))).toBe(429);
	});
});
