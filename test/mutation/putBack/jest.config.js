const base = require('../../../jest.config.js');

module.exports = {
	...base,
	rootDir: '../../..',
	roots: ['<rootDir>/test/AiHub/resources/document'],
	maxWorkers: 1,
	transform: { '^.+\\.ts$': '<rootDir>/test/mutation/putBack/transform.js' },
};
