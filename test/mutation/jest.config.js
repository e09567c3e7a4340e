const base = require('../../jest.config.js');

/** The tests of behaviour: those of packages, docs and commands build and start too much for this. */
module.exports = {
	...base,
	rootDir: '../..',
	roots: ['shared', 'contract', 'engine', 'AiHub', 'AiHubTrigger'].map((name) => `<rootDir>/test/${name}`),
	maxWorkers: 1,
};
