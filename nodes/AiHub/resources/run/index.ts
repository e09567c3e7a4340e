import type { Resource } from '../../defineResource';
import { del } from './delete';
import { downloadProcessedPdfs } from './downloadProcessedPdfs';
import { get } from './get';
import { getAll } from './getAll';
import { getResults } from './getResults';
import { runApp } from './runApp';
import { runDeployment } from './runDeployment';
import { waitForCompletion } from './waitForCompletion';

export const run: Resource = {
	value: 'run',
	name: 'Run',
	description: 'An app or deployment at work on files, and its results',
	default: 'runDeployment',
	operations: [
		del,
		downloadProcessedPdfs,
		get,
		getAll,
		getResults,
		runApp,
		runDeployment,
		waitForCompletion,
	],
};
