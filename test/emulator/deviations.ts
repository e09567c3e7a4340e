import type { FaultRule } from './faults';
import type { Rewrite } from './rewrite';

/** A way in which a server may differ from the specification, by a name to switch it on with. */
export interface Deviation {
	name: string;
	/** One sentence: what the server then does. */
	what: string;
	rules: FaultRule[];
}

const FIELDS = 'files.*.documents.*.fields.*';

function rule(operationId: string, rewrite: Rewrite, times = Infinity): FaultRule {
	return { match: { operationId }, times, action: { rewrite } };
}

function deviation(name: string, what: string, ...rules: FaultRule[]): Deviation {
	return { name, what, rules };
}

const results = (rewrite: Rewrite) => rule('getRunResults', rewrite);
const inResults = (path: string, value: unknown) => results({ set: { [path]: value } });
const starts = (rewrite: Rewrite) => ['runApp', 'runDeployment'].map((id) => rule(id, rewrite));

const SCORES = [
	deviation('score-71', 'Scores go to 100', inResults(`${FIELDS}.confidence.model`, 71)),
	deviation('score-text', 'Scores are text', inResults(`${FIELDS}.confidence.model`, '0.71')),
	deviation('score-words', 'Scores are "N/A"', inResults(`${FIELDS}.confidence.model`, 'N/A')),
	deviation(
		'score-nan',
		'Scores are NaN, as Python writes it',
		results({ replace: [{ pattern: '"model":[\\d.]+', with: '"model":NaN' }] }),
	),
	deviation(
		'valid-text',
		'A failed validation is "false"',
		inResults(`${FIELDS}.validations.valid`, 'false'),
	),
	deviation('valid-gone', '`validations` is false', inResults(`${FIELDS}.validations`, false)),
	deviation(
		'alerts-text',
		'Alerts are plain texts',
		inResults(`${FIELDS}.validations.alerts`, ['too low']),
	),
	deviation(
		'row-invalid',
		'A row of a list failed its validation',
		inResults(`${FIELDS}.value`, [
			{ Item: 'a', validations: { valid: false, alerts: [{ msg: 'too low' }] } },
		]),
	),
];

const TYPES = [
	deviation(
		'pages-text',
		'Page numbers are "1-3"',
		inResults('files.*.documents.*.page_numbers', '1-3'),
	),
	deviation('name-number', 'Field names are numbers', inResults(`${FIELDS}.field_name`, 7)),
	deviation('file-null', 'The first file is null', inResults('files.0', null)),
	deviation(
		'run-null',
		'The first run of a list is null',
		rule('listRuns', { set: { 'runs.0': null } }),
	),
	deviation(
		'start-iso',
		'Start times are ISO 8601',
		rule('listRuns', { set: { 'runs.*.start_timestamp': '2026-01-31T08:00:00Z' } }),
	),
	deviation(
		'digits',
		'A list is JSON text with long numbers',
		results({
			set: { [`${FIELDS}.value`]: '[12345678901234567890, 1.50]', [`${FIELDS}.type`]: 'TEXT_LIST' },
		}),
	),
];

const BODIES = [
	deviation('bom', 'Results begin with a byte order mark', results({ before: { text: '\ufeff' } })),
	deviation(
		'start-error',
		'A start answers an error under 200',
		...starts({ status: 200, json: { status: 'error', message: 'app not found' } }),
	),
	deviation('start-run-id', 'A start calls the ID run_id', ...starts({ rename: { id: 'run_id' } })),
	deviation('results-list', 'Results are a list', results({ json: [] })),
	deviation(
		'error-200',
		'Results and downloads are an error under 200',
		results({ json: { status: 'error', error: { message: 'not ready' } } }),
		rule('readFile', {
			text: '{"status":"ERROR"}',
			headers: { 'Content-Type': 'Application/JSON' },
		}),
	),
	deviation(
		'sign-in-page',
		'Downloads are a sign-in page',
		rule('readFile', { text: '<html>Sign in</html>', headers: { 'Content-Type': 'text/html' } }),
	),
	deviation('runs-none', 'The list of runs is no list', rule('listRuns', { json: { runs: null } })),
	deviation(
		'error-detail',
		'Errors come as a list of details',
		rule('getRunStatus', { status: 422, json: { detail: [{ msg: 'run_id is not valid' }] } }),
	),
	deviation(
		'forbidden',
		'403 means a permission',
		...starts({ status: 403, json: { message: 'You do not have permission to run this app.' } }),
	),
];

const COURSES = [
	deviation(
		'no-has-more',
		'A page of results does not say has_more',
		results({ remove: ['has_more'] }),
	),
	deviation(
		'endless-tokens',
		'Page tokens are always new',
		rule('listFiles', { set: { has_more: true, next_page_token: 'page-{{count}}' } }),
	),
	deviation(
		'status-complete',
		'Runs are "complete"',
		rule('getRunStatus', { replace: [{ pattern: '"COMPLETE"', with: '"complete"' }] }),
	),
	deviation(
		'status-canceled',
		'Runs are "CANCELED"',
		rule('getRunStatus', { replace: [{ pattern: '"CANCELLED"', with: '"CANCELED"' }] }),
	),
	deviation(
		'job-done',
		'Jobs are "DONE"',
		...['jobStatus', 'pollBatchesJob'].map((id) =>
			rule(id, { replace: [{ pattern: '"COMPLETE"', with: '"DONE"' }] }),
		),
	),
	deviation(
		'run-away',
		'A run is not there once',
		rule('getRunStatus', { status: 404, text: '' }, 1),
	),
	deviation(
		'delete-empty',
		'Deletions answer 202 without a body',
		...['deleteBatch', 'deleteRun'].map((id) => rule(id, { status: 202, text: '' })),
	),
	deviation(
		'no-range',
		'206 without Content-Range',
		rule('readFile', { headers: { 'Content-Range': null } }),
	),
	deviation(
		'slow',
		'Results come at a byte in two seconds',
		results({ pace: { bytes: 1, everyMs: 2_000 } }),
	),
	deviation(
		'huge',
		'Results are a gigabyte of blanks, compressed',
		results({ gzip: true, before: { text: ' ', times: 1_000_000_000 } }),
	),
	deviation(
		'deep',
		'Results are 100,000 levels deep',
		results({
			text: '',
			before: { text: '[', times: 100_000 },
			after: { text: ']', times: 100_000 },
		}),
	),
];

/** Every deviation that has a name; others can be told as fault rules with `rewrite`. */
export const DEVIATIONS: Deviation[] = [...SCORES, ...TYPES, ...BODIES, ...COURSES];
