import { ServerClock } from '../../../../nodes/shared/api/wire/serverClock';

const NOON = Date.UTC(2026, 0, 2, 12);

let ownMs: number;
let clock: ServerClock;

beforeEach(() => {
	ownMs = NOON;
	clock = new ServerClock(() => ownMs);
});

it('is our own time as long as no answer has told', () => {
	expect(clock.now()).toBe(NOON);
	ownMs += 5;
	expect(clock.now()).toBe(NOON + 5);
});

it.each([
	['ahead', 'Fri, 02 Jan 2026 12:01:30 GMT', 90_000],
	['behind', 'Fri, 02 Jan 2026 11:59:00 GMT', -60_000],
])('is %s as the last answer told, and goes on', (_, date, aheadMs) => {
	clock.hear(date);
	expect(clock.now()).toBe(NOON + aheadMs);
	ownMs += 2_000;
	expect(clock.now()).toBe(NOON + aheadMs + 2_000);
	clock.hear('Fri, 02 Jan 2026 12:00:02 GMT');
	expect(clock.now()).toBe(NOON + 2_000);
});

it.each([[undefined], [''], ['soon'], ['undefined']])('learns nothing from %p', (date) => {
	clock.hear('Fri, 02 Jan 2026 12:01:00 GMT');
	clock.hear(date);
	expect(clock.now()).toBe(NOON + 60_000);
});
