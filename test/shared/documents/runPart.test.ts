import { runDetails, runPartOf } from '../../../nodes/shared/documents/runPart';

const STARTED_NS = Date.UTC(2026, 0, 2, 3, 4, 5, 6) * 1e6;
const NOTHING = {
	run_status: null,
	run_message: null,
	run_started_at: null,
	run_finished_at: null,
	run_custom_keys: null,
};

it('is what the results say of the run', () => {
	const results = {
		status: 'COMPLETE',
		message: 'done',
		start_timestamp: STARTED_NS,
		finish_timestamp: STARTED_NS + 1_500e6,
		keys: { custom: { order: 17 }, secret: { token: 'x' } },
	};
	expect(runPartOf(results)).toEqual({
		run_status: 'COMPLETE',
		run_message: 'done',
		run_started_at: '2026-01-02T03:04:05.006Z',
		run_finished_at: '2026-01-02T03:04:06.506Z',
		run_custom_keys: { order: 17 },
	});
});

it.each<[object]>([
	[{}],
	[{ status: null, message: null, start_timestamp: null, finish_timestamp: null, keys: null }],
	[{ finish_timestamp: 0, keys: {} }],
	[{ start_timestamp: 0, keys: { custom: null } }],
	[{ keys: 'custom' }],
	[{ keys: [{ custom: 1 }] }],
])('%j says nothing', (results) => {
	expect(runPartOf({ ...results })).toEqual(NOTHING);
});

it.each([['yesterday'], ['1767323045006000000'], [1e300], [true]])(
	'keeps the time %p, which is none in ns, as it came',
	(time) => {
		expect(runPartOf({ start_timestamp: time, finish_timestamp: time })).toEqual({
			...NOTHING,
			run_started_at: time,
			run_finished_at: time,
		});
	},
);

it('is in the rows only where a person asks for it', () => {
	const run = runPartOf({ status: 'COMPLETE' });
	expect(runDetails({ run }, { run_details: true })).toEqual(run);
	expect(runDetails({ run }, {})).toEqual({});
	expect(runDetails({ run }, { run_details: false })).toEqual({});
});
