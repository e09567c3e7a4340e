/**
 * `npm run test:mutation -- --mutate 'nodes/shared/api/wire/*.ts'` changes the code in small ways and
 * tells which changes no test notices. One folder at a time ends within ten minutes.
 */
export default {
	plugins: ['@stryker-mutator/jest-runner'],
	testRunner: 'jest',
	jest: { configFile: 'test/mutation/jest.config.js' },
	coverageAnalysis: 'perTest',
	mutate: [
		'nodes/shared/{api,documents,trigger}/**/*.ts',
		'nodes/AiHub/resources/document/stages/*.ts',
	],
	ignorePatterns: ['docs', 'dist', '.github'],
	ignoreStatic: true,
	reporters: ['clear-text', 'json', 'progress'],
	clearTextReporter: { allowColor: false, reportTests: false, reportScoreTable: true },
	jsonReporter: { fileName: 'reports/mutation.json' },
	tempDirName: '.stryker-tmp',
	concurrency: 2,
	timeoutMS: 20_000,
};
