import { PollMemory } from '../../nodes/AiHubTrigger/pollMemory';
import { pollFromSaved, type Start } from '../../nodes/AiHubTrigger/savedPoll';
import { readState } from '../../nodes/AiHubTrigger/state';
import type { Run } from '../../nodes/shared/api/resources/runs';
import { ListedRuns, runAt } from './listedRuns';

/** A node in n8n, and AI Hub with some runs. */
class Node {
	data: { state?: unknown } = {};

	nowMs = 0;

	commits = 0;

	unreadable = new Set<string>();

	hub: ListedRuns;

	private readonly memory = new PollMemory();

	constructor(...runs: Run[]) {
		this.hub = new ListedRuns(runs);
	}

	async poll(more: Partial<Start> = {}) {
		return await pollFromSaved(
			{ node: 'node', data: this.data, commit: async () => void this.commits++ },
			this.memory,
			{ filterKey: 'key', isActivation: false, ...more },
			this.hub.source,
			{
				wanted: new Set(['runCompleted']),
				matches: () => true,
				timeLeft: () => 1,
				nowS: () => 1e6,
			},
			async ({ run }) => {
				if (this.unreadable.has(run.id)) throw new Error('no results');
				return [run.id];
			},
			() => this.nowMs,
		);
	}
}

const ended = (start: number) => runAt(start, undefined, 'COMPLETE');

test('the first poll takes what there is as known and has n8n save it', async () => {
	const node = new Node(ended(2000));
	expect(await node.poll()).toMatchObject({ items: [], isBeginning: true });
	expect(readState(node.data.state)).toMatchObject({ filterKey: 'key', cursor: 2000 });
	expect(node.commits).toBe(1);
});

test('a first poll that reports is saved by n8n with what it reports', async () => {
	const node = new Node(ended(2000));
	expect(await node.poll({ since: 1500 })).toMatchObject({ items: ['run-2000'] });
	expect(node.commits).toBe(0);
});

test('later polls go on from there, and have nothing saved by themselves', async () => {
	const node = new Node(ended(2000));
	await node.poll();
	expect(await node.poll()).toMatchObject({ items: [], isBeginning: false });
	node.hub.runs.push(ended(2100));
	expect(await node.poll()).toMatchObject({ items: ['run-2100'], isBeginning: false });
	expect(await node.poll()).toMatchObject({ items: [] });
	expect(node.commits).toBe(1);
});

test('other filters, and an activation, begin anew', async () => {
	const node = new Node(ended(2000));
	await node.poll();
	node.hub.runs.push(ended(2100));
	expect(await node.poll({ filterKey: 'other' })).toMatchObject({ items: [], isBeginning: true });
	node.hub.runs.push(ended(2200));
	expect(await node.poll({ filterKey: 'other', isActivation: true })).toMatchObject({
		items: [],
		isBeginning: true,
	});
});

test('a poll that fails changes nothing', async () => {
	const node = new Node(ended(2000));
	await node.poll();
	const before = structuredClone(node.data);
	node.hub.runs.push(ended(2100));
	const { list } = node.hub.source;
	node.hub.source.list = async () => await Promise.reject(new Error('no answer'));
	await expect(node.poll()).rejects.toThrow('no answer');
	expect(node.data).toEqual(before);
	node.hub.source.list = list;
	expect(await node.poll()).toMatchObject({ items: ['run-2100'] });
});

describe('a poll that could deliver nothing', () => {
	const runsOf = (node: Node) => readState(node.data.state)?.runs;

	test('tells why, and counts it', async () => {
		const node = new Node(ended(2000));
		await node.poll();
		node.hub.runs.push(ended(2100));
		node.unreadable.add('run-2100');
		for (const polls of [1, 2, 3]) {
			const outcome = await node.poll();
			expect(outcome).toMatchObject({ items: [], isBeginning: false });
			expect(outcome?.failure?.message).toContain('Run run-2100 cannot be reported yet');
			expect(runsOf(node)?.get('run-2100')?.failed?.polls).toBe(polls);
		}
		node.unreadable.clear();
		expect(await node.poll()).toMatchObject({ items: ['run-2100'] });
	});

	test('counts it also where n8n saves nothing after it', async () => {
		const node = new Node(ended(2000));
		await node.poll();
		const saved = structuredClone(node.data);
		node.hub.runs.push(ended(2100));
		node.unreadable.add('run-2100');
		for (let polls = 0; polls < 3; polls++) {
			node.data = structuredClone(saved);
			await node.poll();
		}
		expect(runsOf(node)?.get('run-2100')?.failed?.polls).toBe(3);
	});
});

describe('where n8n gives out the state from before a report', () => {
	async function reported() {
		const node = new Node(ended(2000));
		await node.poll();
		const before = structuredClone(node.data);
		node.hub.runs.push(ended(2100));
		await node.poll();
		node.data = before;
		return node;
	}

	test('the poll does nothing, and asks nothing', async () => {
		const node = await reported();
		const requests = node.hub.queries.length;
		expect(await node.poll()).toBeNull();
		expect(node.hub.queries).toHaveLength(requests);
	});

	test('it counts again when n8n did not save the report in time', async () => {
		const node = await reported();
		node.nowMs = 60_000;
		expect(await node.poll()).toMatchObject({ items: ['run-2100'] });
	});

	test('an activation takes place all the same', async () => {
		const node = await reported();
		expect(await node.poll({ isActivation: true })).toMatchObject({ isBeginning: true });
	});

	test('as before an activation, it does nothing either', async () => {
		const node = new Node(ended(2000));
		await node.poll();
		const before = structuredClone(node.data);
		await node.poll({ isActivation: true });
		node.data = before;
		expect(await node.poll()).toBeNull();
	});
});

test('where n8n does not save quiet polls, later ones go on from them all the same', async () => {
	const node = new Node(runAt(2000));
	await node.poll();
	const saved = structuredClone(node.data);
	node.hub.runs = [];
	for (let count = 0; count < 5; count++) {
		node.data = structuredClone(saved);
		await node.poll();
	}
	expect(readState(node.data.state)?.runs.size).toBe(0);
});
