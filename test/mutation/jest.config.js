const base = require('../../jest.config.js');
const parts = require('./parts.json');

const { tests } = parts[process.env.MUTATION_PART ?? 'starts'];

/** The tests that a part of the code is held by; all tests would take too long for every change. */
module.exports = {
	...base,
	rootDir: '../..',
	testMatch: tests.map((name) => `<rootDir>/test/${name}.test.ts`),
	// Stryker counts in it which tests reach a change.
	testEnvironment: 'node',
	maxWorkers: 1,
};
