/**
 * Pauses of the nodes that take no time: they only move this process's clock on, and the emulator's
 * with it. A test file switches it on with
 * `jest.mock('n8n-workflow', () => jest.requireActual('…/support/fastForward').withoutPauses())`.
 */
const realNow = Date.now.bind(Date);
let aheadMs = 0;

/** n8n-workflow, whose `sleep` is over at once. */
export function withoutPauses(): object {
	Date.now = () => realNow() + aheadMs;
	const actual = jest.requireActual<object>('n8n-workflow');
	return new Proxy(actual, {
		get: (target, name) => (name === 'sleep' ? sleep : (Reflect.get(target, name) as unknown)),
	});
}

async function sleep(ms: number): Promise<void> {
	aheadMs += ms;
	// Others get their turn, as they do in a real pause.
	await new Promise((resolve) => setImmediate(resolve));
}
