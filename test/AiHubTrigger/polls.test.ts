import { type Occasion, Polls } from '../../nodes/AiHubTrigger/polls';

const occasion = (more: Partial<Occasion> = {}): Occasion => ({
	node: 'node',
	context: {},
	mode: 'init',
	...more,
});

/** A poll that ends when it is told to. */
function openPoll() {
	let end!: () => void;
	let fail!: (error: Error) => void;
	const ended = new Promise<string>((resolve, reject) => {
		end = () => resolve('items');
		fail = reject;
	});
	return { poll: async () => await ended, end, fail };
}

const isActivation = async (isOne: boolean) => isOne;

test('a poll gives what it finds, and the next one may begin', async () => {
	const polls = new Polls();
	for (const found of [1, 2]) expect(await polls.run(occasion(), async () => found)).toBe(found);
});

test('a poll of a node that is still polled does nothing', async () => {
	const polls = new Polls();
	const { poll, end } = openPoll();
	const first = polls.run(occasion(), poll);
	const begun: boolean[] = [];
	const second = await polls.run(occasion(), async (isOne) => begun.push(isOne));
	expect([second, begun]).toEqual([null, []]);
	end();
	expect(await first).toBe('items');
	expect(await polls.run(occasion(), isActivation)).toBe(false);
});

test('another node may be polled meanwhile', async () => {
	const polls = new Polls();
	const { poll, end } = openPoll();
	const first = polls.run(occasion(), poll);
	expect(await polls.run(occasion({ node: 'other' }), isActivation)).toBe(false);
	end();
	await first;
});

test('a poll that fails says so, and does not stop later ones', async () => {
	const polls = new Polls();
	const failing = polls.run(occasion(), async () => await Promise.reject(new Error('no answer')));
	await expect(failing).rejects.toThrow('no answer');
	expect(await polls.run(occasion(), isActivation)).toBe(false);
});

test.each([
	['activate', true],
	['create', true],
	['init', false],
	['update', false],
	['leadershipChange', false],
] as const)('the first poll after "%s" is that of a new activation: %p', async (mode, isOne) => {
	const polls = new Polls();
	const one = occasion({ mode });
	expect(await polls.run(one, isActivation)).toBe(isOne);
	expect(await polls.run(one, isActivation)).toBe(false);
	expect(await polls.run(occasion({ mode }), isActivation)).toBe(isOne);
});

test('an activation whose first poll failed is still to come', async () => {
	const polls = new Polls();
	const one = occasion({ mode: 'activate' });
	await expect(polls.run(one, async () => await Promise.reject(new Error('no')))).rejects.toThrow();
	expect(await polls.run(one, isActivation)).toBe(true);
	expect(await polls.run(one, isActivation)).toBe(false);
});

test.each(['ends', 'fails'])('an activation waits until the poll before it %s', async (how) => {
	const polls = new Polls();
	const { poll, end, fail } = openPoll();
	const before = polls.run(occasion(), poll).catch(() => 'failed');
	const order: string[] = [];
	const activation = polls.run(occasion({ mode: 'activate' }), async (isOne) => {
		order.push('activation');
		return isOne;
	});
	order.push('before');
	if (how === 'ends') end();
	else fail(new Error('no answer'));
	expect(await activation).toBe(true);
	expect(await before).toBe(how === 'ends' ? 'items' : 'failed');
	expect(order).toEqual(['before', 'activation']);
});

test('an activation that waits lets n8n go on with other work', async () => {
	const polls = new Polls();
	const { poll, end } = openPoll();
	const before = polls.run(occasion(), poll);
	const activation = polls.run(occasion({ mode: 'activate' }), isActivation);
	setImmediate(end);
	expect(await activation).toBe(true);
	expect(await before).toBe('items');
});

test('of two polls of an activation that wait, one is its first and the other does nothing', async () => {
	const polls = new Polls();
	const { poll, end } = openPoll();
	const before = polls.run(occasion(), poll);
	const one = occasion({ mode: 'activate' });
	const both = [polls.run(one, isActivation), polls.run(one, isActivation)];
	end();
	await before;
	expect(await Promise.all(both)).toEqual([true, null]);
});
