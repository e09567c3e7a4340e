const base = require('../../jest.config.js');

/** The tests of modules; those of nodes in n8n's engine take too long to run for every change. */
module.exports = {
	...base,
	rootDir: '../..',
	roots: ['shared', 'contract', 'AiHub', 'AiHubTrigger'].map((name) => `<rootDir>/test/${name}`),
	maxWorkers: 1,
};
