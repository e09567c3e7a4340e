import * as fc from 'fast-check';

import type { Fault, FaultKind, Interrupt } from './world';

/* What goes wrong on the way: at the requests, and at n8n. */

const OPERATIONS = [
	'createBatch',
	'addFileToBatch',
	'addFileToBatch',
	'listFiles',
	'runApp',
	'runDeployment',
	'runApp',
	'runDeployment',
	'listRuns',
	'listRuns',
	'getRunStatus',
	'getRunStatus',
	'getRunResults',
	'deleteRun',
	'jobStatus',
	'*',
];

const fault: fc.Arbitrary<Fault> = fc.record({
	of: fc.constantFrom(...OPERATIONS),
	from: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4 })),
	count: fc.oneof(fc.constant(1), fc.constantFrom(1, 2, 3, 5, 30)),
	kind: fc.constantFrom(
		'status500',
		'lost500',
		'reset',
		'lostReset',
		'lostReset',
		'refused',
		'status429',
		'wait429',
		'status403',
		'page200',
		'empty200',
		'page404',
		'page403',
		'status404',
		'lostEmpty',
		'object200',
	),
});

const STARTS = ['runApp', 'runDeployment'];

/** A start whose outcome matters, and the list that would tell it in trouble, too. */
const troubledStarts: fc.Arbitrary<Fault[]> = fc
	.record({
		from: fc.constantFrom(0, 0, 1),
		count: fc.constantFrom(1, 1, 2, 30),
		kind: fc.constantFrom<FaultKind>('lostReset', 'lost500', 'lostEmpty', 'status403'),
		list: fc.record({
			of: fc.constant('listRuns'),
			from: fc.constant(0),
			count: fc.constantFrom(0, 5, 10, 20),
			kind: fc.constantFrom<FaultKind>('status500', 'refused', 'page200', 'object200'),
		}),
	})
	.map(({ list, ...start }) => [...STARTS.map((of) => ({ of, ...start })), list]);

/** AI Hub refuses one start, or all, and does what else it is asked. */
const refusedStarts: fc.Arbitrary<Fault[]> = fc
	.record({ from: fc.constantFrom(0, 0, 1), count: fc.constantFrom(1, 1, 30) })
	.map((start) => STARTS.map((of) => ({ of, ...start, kind: 'status403' })));

/** A try that fails although its run goes well, and a later one that hears that this run is not there. */
const troubledLooks: fc.Arbitrary<Fault[]> = fc
	.record({
		fails: fc.constantFrom<FaultKind>('status500', 'status403', 'object200'),
		from: fc.integer({ min: 1, max: 8 }),
		count: fc.constantFrom(1, 1, 2, 3),
		kind: fc.constantFrom<FaultKind>('status404', 'page404'),
	})
	.map(({ fails, ...look }) => [
		{ of: 'getRunResults', from: 0, count: 4, kind: fails },
		{ of: 'getRunStatus', ...look },
	]);

/** Results that are all right, of runs that cannot be deleted. */
const troubledDeletions: fc.Arbitrary<Fault[]> = fc
	.record({
		from: fc.constantFrom(0, 0, 1),
		count: fc.constantFrom(1, 30),
		kind: fc.constantFrom<FaultKind>('status500', 'status403', 'page404', 'page200', 'wait429'),
	})
	.map((deletion) => [{ of: 'deleteRun', ...deletion }]);

export const faults: fc.Arbitrary<Fault[]> = fc.oneof(
	{ weight: 5, arbitrary: fc.array(fault, { maxLength: 3 }) },
	{ weight: 1, arbitrary: troubledStarts },
	{ weight: 1, arbitrary: troubledLooks },
	{ weight: 1, arbitrary: refusedStarts },
	{ weight: 1, arbitrary: troubledDeletions },
);

export const interrupt: fc.Arbitrary<Interrupt | null> = fc.oneof(
	{ weight: 3, arbitrary: fc.constant(null) },
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constantFrom('kill', 'kill', 'stop'),
			request: fc.integer({ min: 0, max: 14 }),
			afterEffect: fc.boolean(),
			laterMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3000 })),
		}),
	},
);
