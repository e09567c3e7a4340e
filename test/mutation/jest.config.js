const base = require('../../jest.config.js');
const parts = require('./parts.json');

const { tests } = parts[process.env.MUTATION_PART ?? 'wire'];

/** The tests that a part of the code is held by; all tests would take too long for every change. */
module.exports = {
	...base,
	rootDir: '../..',
	roots: tests.map((name) => `<rootDir>/test/${name}`),
	maxWorkers: 1,
};
