/**
 * Set up before each test file: pauses of the nodes take no time. They only move this process's
 * clock on, and with it the emulator's.
 */
let mockAheadMs = 0;

const { now } = Date;
Date.now = () => now() + mockAheadMs;
afterAll(() => {
	Date.now = now;
});

jest.mock('n8n-workflow', () => {
	const sleep = async (ms: number) => {
		mockAheadMs += ms;
		// Others get their turn, as they do in a real pause.
		await new Promise((resolve) => setImmediate(resolve));
	};
	const { requireShared = jest.requireActual } = globalThis;
	return new Proxy(requireShared('n8n-workflow') as object, {
		get: (target, name) => (name === 'sleep' ? sleep : (Reflect.get(target, name) as unknown)),
	});
});
