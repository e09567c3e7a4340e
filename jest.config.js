/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: '<rootDir>/test/support/environment.ts',
	globalSetup: '<rootDir>/test/support/engineHomes.ts',
	globalTeardown: '<rootDir>/test/support/engineHomesEnd.ts',
	rootDir: __dirname,
	roots: ['<rootDir>/test'],
	// Jest leaves a processor free by default, which on a machine with two is half of it.
	maxWorkers: '100%',
	// What a file leaves in memory makes collecting slow for all that come after it.
	workerIdleMemoryLimit: '500MB',
	testTimeout: 30_000,
	testMatch: ['**/*.test.ts'],
	// Commands of their own: npm run test:e2e, test:release, bench.
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(e2e|release|bench)/'],
	setupFilesAfterEnv: [
		'<rootDir>/test/support/sharedN8n.ts',
		'<rootDir>/test/support/fastForward.ts',
		'<rootDir>/test/support/timeLimits.ts',
	],
	transform: {
		'^.+\\.ts$': [
			'@swc/jest',
			{
				jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
				module: { type: 'commonjs', ignoreDynamic: true },
			},
		],
	},
};
