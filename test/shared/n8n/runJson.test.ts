import { runJson } from '../../../nodes/shared/n8n/runJson';
import type { Run } from '../../../nodes/shared/api/resources/runs';
import { describeWithSamples, vendorSample } from '../../support/vendorSamples';

const ROOT = 'https://aihub.example.com/deployments/1/runs';

it.each<[Partial<Run>, string | null]>([
	[{ finish_timestamp: 1765912529614833939 }, '2025-12-16T19:15:29.614Z'],
	[{ finish_timestamp: 0 }, null],
	[{ finish_timestamp: null }, null],
	[{}, null],
])('gives the finish time of %p as %p', (run, expected) => {
	expect(runJson({ id: 'r', ...run }, ROOT).finished_at).toBe(expected);
});

it.each([['1235'], [1235], [null], [undefined]])('survives the batch %p', (batch_id) => {
	expect(runJson({ id: 'r', batch_id }, ROOT)).toMatchObject({ id: 'r', url: expect.anything() });
});

describeWithSamples('the runs in the documentation of the vendor', () => {
	it('are taken', () => {
		const bodies = vendorSample<Record<string, Run>>('run-and-other-bodies');
		const started = runJson(bodies['POST deployments/{id}/runs 202'], ROOT);
		expect(started).toMatchObject({
			status: 'RUNNING',
			batch_id: 98765,
			started_at: '2023-06-01T06:13:20.000Z',
			finished_at: null,
		});
		expect(runJson(bodies['GET runs/{id} 200'], ROOT)).toMatchObject({
			status: 'CANCELLED',
			finished_at: '2023-07-10T15:40:00.000Z',
		});
	});
});
