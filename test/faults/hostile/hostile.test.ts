/**
 * A server that means ill, at the level of bytes, against every operation of the nodes. `npm test` lets
 * every attack meet one operation, and every operation several attacks; AIHUB_HOSTILE=all lets all
 * meet all, in a process whose heap may not grow beyond 1 GiB.
 */
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { OPERATIONS } from '../../answers/operations';
import { ATTACKS, type NamedAttack } from './attacks';
import { ELSEWHERE } from './attacks/redirects';
import { Costs } from './costs';
import { HostileHub } from './hub';
import { Limits } from './limits';
import { type Outcome, TOKEN, type Victim, VICTIMS } from './victims';

jest.setTimeout(120_000);

const MIB = 1024 * 1024;
/** What fits into the buffers of both ends before the client can have said no. */
const IN_BUFFERS = 16 * MIB;
const ALL = process.env.AIHUB_HOSTILE === 'all';

/** A part of a file is sent anew in up to three rounds, up to four times in each. */
const MOST_REQUESTS = 48;
/** The longest limit is that of a download. */
const LONGEST_LIMIT_MS = 3_600_000;
/** All pauses and waits of one execution together. */
const LONGEST_MS = 3_600_000;

const limits = new Limits();
let costs: Costs;
let hub: HostileHub;
let elsewhere: HostileHub;

beforeAll(async () => {
	costs = new Costs();
	hub = await HostileHub.start(limits);
	elsewhere = await HostileHub.start();
	ELSEWHERE.port = elsewhere.port;
});

afterAll(async () => {
	await hub.close();
	await elsewhere.close();
	if (ALL) console.log(costs.told());
});

beforeEach(() => limits.install());
afterEach(() => jest.restoreAllMocks());

type Meeting = [attack: string, victim: string];

function meetings(): Meeting[] {
	const victims = Object.keys(VICTIMS);
	// What takes seconds is left to the long form.
	const attacks = Object.entries(ATTACKS).filter(([, { slow }]) => ALL || !slow);
	return attacks.flatMap(([name, { not = [] }], index) => {
		const able = victims.filter((victim) => !not.includes(VICTIMS[victim].is));
		const chosen = ALL ? able : [able[(index * 5) % able.length]];
		return chosen.map((victim): Meeting => [name, victim]);
	});
}

it.each(meetings())('%s, met by %s', async (name, title) => {
	const named = ATTACKS[name];
	const victim = VICTIMS[title];
	limits.clear();
	hub.tell({ operation: victim.operation, ...named });
	elsewhere.tell();
	const begunMs = Date.now();
	const outcome = await costs.of(title, name, async () => await victim.run(hub.origin));
	expectOutcome(outcome, victim, named);
	expectOneRun(victim);
	expectTokenKept(outcome);
	expectBounds(named, Date.now() - begunMs);
	await hub.whenQuiet();
});

function expectOutcome({ error, said }: Outcome, victim: Victim, named: NamedAttack): void {
	const comesTo = named.comesTo?.(victim.is) ?? 'error';
	const { isLookedUp } = OPERATIONS[victim.operation];
	const wanted = comesTo === 'error' && isLookedUp ? 'either' : comesTo;
	const isStart = victim.is === 'start';
	if (wanted === 'success' || (isStart && hub.runs.length > 0 && !error)) {
		expect(error).toBeUndefined();
	} else if (wanted === 'error') {
		expect(error).toBeDefined();
	}
	expect(said).not.toMatch(/is not a function|Cannot read prop|call stack|\[object |undefined\b/);
	if (!error) return;
	expect([NodeApiError, NodeOperationError]).toContain(error.constructor);
	expect(error.message).toMatch(/AI Hub|API root|n8n|download/);
	expect(error.description).toMatch(/\w \w/);
	expect(error.message.length).toBeLessThan(2_000);
	if (named.says && wanted === 'error') expect(error.message).toMatch(named.says);
}

/** A run whose start was answered by an attack is in the list, and is taken over. */
function expectOneRun({ is, operation }: Victim): void {
	expect(hub.runs.length).toBeLessThanOrEqual(1);
	if (is === 'start') expect(hub.asked(operation)).toBeGreaterThan(0);
}

/** The token goes to AI Hub, in its header, and to nobody else. */
function expectTokenKept({ said }: Outcome): void {
	expect(said).not.toContain(TOKEN);
	expect(elsewhere.received).toBe('');
	expect(elsewhere.lines).toEqual([]);
	const bare = hub.received.replace(new RegExp(`^authorization: Bearer ${TOKEN}\r$`, 'gim'), '');
	expect(bare).not.toContain(TOKEN);
}

function expectBounds({ mostBytes = 0 }: NamedAttack, tookMs: number): void {
	expect(hub.heard.length).toBeLessThanOrEqual(MOST_REQUESTS);
	expect(Math.max(0, ...hub.lines.map(({ sent }) => sent))).toBeLessThan(mostBytes + IN_BUFFERS);
	expect(limits.set.length).toBeGreaterThan(0);
	expect(Math.max(...limits.set)).toBeLessThanOrEqual(LONGEST_LIMIT_MS);
	expect(tookMs).toBeLessThan(LONGEST_MS);
}
