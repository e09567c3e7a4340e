/**
 * Set up before each test file: time limits of requests end with the file. Node keeps the timer of
 * `AbortSignal.timeout` for as long as the limit is, and with it all that the file has in memory.
 */
const { timeout } = AbortSignal;
const running = new Set<NodeJS.Timeout>();

AbortSignal.timeout = (ms) => {
	const controller = new AbortController();
	const timer = setTimeout(() => {
		running.delete(timer);
		controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
	}, ms).unref();
	running.add(timer);
	return controller.signal;
};

afterAll(() => {
	AbortSignal.timeout = timeout;
	for (const timer of running) clearTimeout(timer);
});
