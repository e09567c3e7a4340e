const root = require('../../jest.config.js');

/** What is published: it is built, packed and scanned, which takes longer than most tests. */
module.exports = {
	...root,
	rootDir: root.rootDir,
	roots: ['<rootDir>/test/release'],
	testPathIgnorePatterns: ['/node_modules/'],
	setupFilesAfterEnv: [],
};
