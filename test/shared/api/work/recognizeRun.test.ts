import type { Run } from '../../../../nodes/shared/api/resources/runs';
import { recognize, type WantedRun } from '../../../../nodes/shared/api/work/recognizeRun';

const ofApp = { app: { app_id: 'app' } };
const ofDeployment = { deploymentId: 'deployment' };

const seen = (run: Partial<Run>, wanted: Partial<WantedRun>) =>
	recognize({ id: 'run', ...run }, { target: ofApp, ...wanted });

describe('what runs', () => {
	const tag = { is: 'mine' };
	const tags = ['mine'];

	const begins = { tag: { begins: 'mine' } };
	const target = ofDeployment;

	it('a run of another app is not the one, even with a tag that begins so', () => {
		expect(seen({ app_id: 'other', tags }, begins)).toBe('no');
		expect(seen({ app_id: 'app', tags }, begins)).toBe('yes');
	});

	it('a run of another deployment is not the one, even with a tag that begins so', () => {
		expect(seen({ deployment_id: 'other', tags }, { target, ...begins })).toBe('no');
		expect(seen({ deployment_id: 'deployment', tags }, { target, ...begins })).toBe('yes');
	});

	it('a run with the whole tag, which no other has, is the one, however its deployment is named', () => {
		expect(seen({ deployment_id: 'other', tags }, { target, tag })).toBe('yes');
		expect(seen({ deployment_id: 'other', tags: ['mine too'] }, { target, tag })).toBe('no');
	});

	it('an ID in other case, or told as a number, is the same', () => {
		expect(seen({ deployment_id: 'Deployment', tags }, { target, ...begins })).toBe('yes');
		const numbered = { target: { deploymentId: '4711' }, ...begins };
		expect(seen({ deployment_id: 4711 as never, tags }, numbered)).toBe('yes');
	});

	it('a run that does not say what it is a run of may be the one', () => {
		expect(seen({ tags }, { tag })).toBe('yes');
		expect(seen({ app_id: null, tags }, { tag })).toBe('yes');
		expect(seen({ deployment_id: null, tags }, { target: ofDeployment, tag })).toBe('yes');
	});

	it('an app given by its name cannot be compared', () => {
		expect(seen({ app_id: 'app', tags }, { target: { app: { app_name: 'App' } }, tag })).toBe(
			'yes',
		);
	});
});

describe('tags', () => {
	it.each<[string, WantedRun['tag'], string[], string]>([
		['the tag itself', { is: 'n8n-1' }, ['x', 'n8n-1'], 'yes'],
		['a longer one', { is: 'n8n-1' }, ['n8n-12'], 'no'],
		['one that begins so', { begins: 'n8n-1' }, ['x', 'n8n-12'], 'yes'],
		['one that begins otherwise', { begins: 'n8n-1' }, ['x-n8n-1'], 'no'],
		['no tags', { is: 'n8n-1' }, [], 'no'],
	])('a run with %s is recognized', (_, tag, tags, recognition) => {
		expect(seen({ tags }, { tag })).toBe(recognition);
	});

	it('a run whose tags are not told may be the one', () => {
		expect(seen({ tags: null, batch_id: 1 }, { tag: { is: 'mine' }, input: { batch_id: 1 } })).toBe(
			'unclear',
		);
		expect(seen({}, { tag: { is: 'mine' } })).toBe('unclear');
	});

	it('a run with other tags over the same input is another one, unless the input is its own', () => {
		const run = { tags: ['theirs'], batch_id: 1 };
		const wanted = { tag: { is: 'mine' }, input: { batch_id: 1 } };
		expect(seen(run, wanted)).toBe('no');
		expect(seen(run, { ...wanted, ownInput: true })).toBe('yes');
	});

	it('a run with tags may be the one when no tag was put on it', () => {
		expect(seen({ tags: ['theirs'], batch_id: 1 }, { input: { batch_id: 1 } })).toBe('unclear');
	});
});

describe('what it is over', () => {
	it.each<[string, Partial<Run>, WantedRun['input'], string]>([
		['the batch', { batch_id: 1 }, { batch_id: 1 }, 'yes'],
		['the batch, told as text', { batch_id: '1' }, { batch_id: 1 }, 'yes'],
		['the batch, and its folder', { batch_id: 1, input_dir: 'a' }, { batch_id: 1 }, 'yes'],
		['another batch', { batch_id: 2 }, { batch_id: 1 }, 'no'],
		['a batch that is not told', { batch_id: null, input_dir: 'a' }, { batch_id: 1 }, 'unclear'],
		['the folder', { input_dir: 'a/b' }, { input_dir: 'a/b' }, 'yes'],
		['the folder between slashes', { input_dir: '//a/b//' }, { input_dir: 'a/b' }, 'yes'],
		['a folder given between slashes', { input_dir: 'a/b' }, { input_dir: '/a/b/' }, 'yes'],
		['a folder given with spaces around it', { input_dir: 'a b' }, { input_dir: ' a b ' }, 'yes'],
		['another folder', { input_dir: 'a/c' }, { input_dir: 'a/b' }, 'no'],
		['a folder that differs by a slash inside', { input_dir: 'ab' }, { input_dir: 'a/b' }, 'no'],
		['a folder that is not told', { input_dir: null, batch_id: 1 }, { input_dir: 'a' }, 'unclear'],
		['some folder, when none is known', { input_dir: 'a' }, undefined, 'unclear'],
		['some folder, when the input cannot be compared', { input_dir: 'a' }, {}, 'unclear'],
	])('a run over %s is recognized', (_, run, input, recognition) => {
		expect(seen(run, { input, ownInput: true })).toBe(recognition);
	});

	it('a folder with a million slashes takes one look', () => {
		const input_dir = `a${'/'.repeat(1_000_000)}b`;
		expect(seen({ input_dir }, { input: { input_dir: 'a/b' }, ownInput: true })).toBe('no');
	});

	it('a run over the same input as others is not told from them', () => {
		expect(seen({ batch_id: 1 }, { input: { batch_id: 1 } })).toBe('unclear');
	});

	it('a run with the tag is the one, whatever it says of its input', () => {
		const wanted = { tag: { is: 'mine' }, input: { batch_id: 1 } };
		expect(seen({ tags: ['mine'], batch_id: 2 }, wanted)).toBe('yes');
	});

	it('a run over another input is not the one, although its tags are not told', () => {
		expect(seen({ batch_id: 2 }, { tag: { is: 'mine' }, input: { batch_id: 1 } })).toBe('no');
	});
});
