/** One part of the code, as MUTATION_PART names it: see run.ts. */
import { readFileSync } from 'node:fs';

const part = process.env.MUTATION_PART ?? 'starts';
const parts = JSON.parse(readFileSync(new URL('parts.json', import.meta.url), 'utf8'));

export default {
	plugins: ['@stryker-mutator/jest-runner'],
	testRunner: 'jest',
	// Jest looks for related tests in its roots alone, which do not hold the code.
	jest: { configFile: 'test/mutation/jest.config.js', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	mutate: parts[part].mutate,
	ignorePatterns: ['docs', 'dist', '.github'],
	// What is worked out once, when a file is loaded, would need all tests anew for every change.
	ignoreStatic: true,
	reporters: ['clear-text', 'json', 'progress'],
	clearTextReporter: { allowColor: false, reportTests: false, reportScoreTable: true },
	jsonReporter: { fileName: `reports/mutation-${part}.json` },
	tempDirName: `.stryker-tmp/${part}`,
	concurrency: 2,
	timeoutMS: 5_000,
};
