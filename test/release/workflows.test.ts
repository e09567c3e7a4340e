import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Job {
	permissions?: Record<string, string>;
	steps: Array<{ uses?: string; run?: string; with?: Record<string, unknown> }>;
}

interface Workflow {
	permissions: Record<string, string>;
	jobs: Record<string, Job>;
}

const folder = join(__dirname, '..', '..', '.github', 'workflows');
const workflows = readdirSync(folder).map((file) => ({
	file,
	workflow: parse(readFileSync(join(folder, file), 'utf8')) as Workflow,
}));
const jobs = workflows.flatMap(({ file, workflow }) =>
	Object.entries(workflow.jobs).map(([name, job]) => ({ name: `${file}: ${name}`, job, workflow })),
);

describe('the workflows of the repository', () => {
	it('name every action by its commit, which nobody can move', () => {
		const used = jobs.flatMap(({ job }) => job.steps.flatMap(({ uses }) => uses ?? []));
		expect(used.length).toBeGreaterThan(0);
		expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
	});

	it('leave no token of the repository behind for what runs after the checkout', () => {
		const checkouts = jobs.flatMap(({ job }) =>
			job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')),
		);
		expect(checkouts.length).toBeGreaterThan(0);
		for (const step of checkouts) expect(step.with).toMatchObject({ 'persist-credentials': false });
	});

	it('may write nothing but where they publish', () => {
		const rights = jobs.flatMap(({ job, workflow }) =>
			Object.entries(job.permissions ?? workflow.permissions),
		);
		expect(rights.filter(([, right]) => right === 'write')).toEqual([['id-token', 'write']]);
	});

	it('put nothing that another job has said into a command', () => {
		const commands = jobs.flatMap(({ job }) => job.steps.flatMap(({ run }) => run ?? []));
		expect(commands.filter((run) => run.includes('${{'))).toEqual([]);
	});

	it('make the tarball where neither install scripts nor tests run', () => {
		const [{ job }] = jobs.filter(({ name }) => name === 'publish.yml: pack');
		const commands = job.steps.flatMap(({ run }) => run ?? []);
		expect(commands).toEqual([
			'npm ci --ignore-scripts',
			expect.stringMatching(/^npm run build\nnpm pack --ignore-scripts\n/),
		]);
	});

	it('publish in a job that installs, builds and tests nothing', () => {
		const publishing = jobs.filter(({ job }) => job.permissions?.['id-token'] === 'write');
		expect(publishing).toHaveLength(1);
		const [{ job }] = publishing;
		const actions = job.steps.flatMap(({ uses }) => uses?.split('@')[0] ?? []);
		expect(actions).toEqual(['actions/setup-node', 'actions/download-artifact']);
		const commands = job.steps.flatMap(({ run }) => run ?? []);
		expect(commands).toEqual([
			'test "$PACKED" = "$TESTED"\necho "$TESTED  package.tgz" | sha256sum --check\n',
			expect.stringMatching(/^npm publish package\.tgz .*--ignore-scripts$/),
		]);
	});
});
