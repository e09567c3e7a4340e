import type { Run } from '../emulator';
import { importExample } from './example';
import { EVERY_SECOND, PollingWorkflow } from './polling';
import { E2e } from './world';

const TRIGGER = 'Run Needs Review';

let e2e: E2e;

beforeAll(async () => (e2e = await E2e.start()));

afterAll(async () => await e2e?.close());

test('a run that waits for review gives one message, and so does one that fails', async () => {
	const { emulator, rest } = e2e;
	// Polls more often than a person would want.
	const fillIn = { [TRIGGER]: { pollTimes: EVERY_SECOND } };
	const workflow = await importExample(e2e, 'run-needs-review', { fillIn });
	await rest.activateWorkflow(workflow.id);
	const polling = new PollingWorkflow(e2e, workflow, TRIGGER);
	const [reviewed, failed, completed] = [1, 2, 3].map(() => emulator.addRun({ status: 'RUNNING' }));
	await polling.polls(1);
	emulator.setRun(reviewed.id, { status: 'STOPPED_AT_CHECKPOINT' });
	emulator.setRun(failed.id, { status: 'FAILED', message: 'The app has no such version' });
	emulator.setRun(completed.id, { status: 'COMPLETE' });
	const expected = [`${failed.id} runFailed`, `${reviewed.id} runWaitingForReview`].sort();
	expect(await polling.reports(expected)).toEqual(expected);
	emulator.resolveReview(reviewed.id);
	await polling.polls(2);

	const texts = (await polling.itemsOf('Send Message')).map(({ json }) => json.text);
	expect(texts).toHaveLength(2);
	expect(texts).toContainEqual(messageOf(reviewed, 'waits for review'));
	expect(texts).toContainEqual(messageOf(failed, 'failed: The app has no such version'));
});

const messageOf = ({ id, startedAt }: Run, what: string): string => {
	const started = new Date(startedAt).toISOString();
	return expect.stringMatching(
		`^AI Hub run ${id} ${what} \\(started ${started}\\)\\.( Files: .+\\.)? http\\S+$`,
	) as string;
};
