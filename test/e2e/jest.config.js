const root = require('../../jest.config.js');

/**
 * One way to run n8n. `AIHUB_TEST_RUN` tells test/e2e/modes.ts.
 *
 * @param {string} displayName
 * @param {import('./modes').TestRun} testRun
 * @param {string[]} testMatch
 * @returns {import('jest').Config}
 */
const project = (displayName, testRun, testMatch) => ({
	displayName,
	testEnvironment: 'node',
	rootDir: root.rootDir,
	roots: ['<rootDir>/test/e2e'],
	testMatch,
	transform: root.transform,
	globals: { AIHUB_TEST_RUN: testRun },
	...(testRun.version && { globalSetup: '<rootDir>/test/e2e/versionSetup.ts' }),
});

/** @type {import('jest').Config} */
module.exports = {
	rootDir: root.rootDir,
	globalSetup: '<rootDir>/test/e2e/globalSetup.ts',
	// Every test has an n8n of its own, which mostly waits.
	maxWorkers: 2,
	testTimeout: 300_000,
	verbose: true,
	projects: [
		project('n8n', {}, ['**/e2e/*.test.ts']),
		project('queue mode', { queue: true }, [
			'**/e2e/{atOnce,process,callback,trigger,notification,examples,examplesMail,runNeedsReview}.test.ts',
		]),
		project('database scheduler', { scheduler: 'database' }, [
			'**/e2e/{trigger,runNeedsReview}.test.ts',
		]),
		project('durable cursors', { scheduler: 'durable' }, [
			'**/e2e/{trigger,runNeedsReview}.test.ts',
		]),
		project('durable cursors in queue mode', { scheduler: 'durable', queue: true }, [
			'**/e2e/trigger.test.ts',
		]),
		project('n8n 1.123', { version: '1.123' }, [
			'**/e2e/{process,processInvoices,trigger,notification,examplesMail,runNeedsReview}.test.ts',
			'**/e2e/older/*.test.ts',
		]),
		// A command of its own: n8n takes minutes to notice in queue mode that it has crashed.
		...(process.env.AIHUB_CRASHES
			? [project('crashes in queue mode', { queue: true }, ['**/e2e/crash.test.ts'])]
			: []),
	],
};
