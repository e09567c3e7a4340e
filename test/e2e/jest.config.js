const root = require('../../jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: root.testEnvironment,
	rootDir: root.rootDir,
	roots: ['<rootDir>/test/e2e'],
	testMatch: root.testMatch,
	transform: root.transform,
	globalSetup: '<rootDir>/test/e2e/globalSetup.ts',
	// Every test has an n8n of its own, and each of them wants a processor.
	maxWorkers: 1,
	testTimeout: 300_000,
	verbose: true,
};
