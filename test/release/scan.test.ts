import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const NODE = join('nodes', 'AiHub', 'AiHub.node');

let folder: string;

beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'aihub-scan-test-'))));
afterAll(async () => await rm(folder, { recursive: true, force: true }));

/** The scanner is an ES module, which jest cannot load: it runs as a person would run it. */
async function scan(...args: string[]): Promise<{ exitCode: number; output: string }> {
	const tsx = join(ROOT, 'node_modules', '.bin', 'tsx');
	const script = join(ROOT, 'test', 'release', 'scan.ts');
	// Under jest's NODE_ENV, n8n's lint rules behave as for their own tests.
	const env = { ...process.env, NODE_ENV: undefined };
	return await new Promise((resolve) => {
		execFile(tsx, [script, ...args], { env, maxBuffer: 10_000_000 }, (error, stdout, stderr) =>
			resolve({ exitCode: Number(error?.code ?? 0), output: stdout + stderr }),
		);
	});
}

/** Both scanners' lines, without the versions, which change with every update. */
const verdicts = (output: string) =>
	output.match(/^n8n's scanner .*/gm)?.map((line) => line.replace(/^.*: /, ''));

test("n8n's scanner finds nothing, under the rules it pins and under newer ones", async () => {
	const { exitCode, output } = await scan();
	expect(output.trim().split('\n')).toHaveLength(2);
	expect(verdicts(output)).toEqual(['nothing found', 'nothing found']);
	expect(exitCode).toBe(0);
}, 120_000);

test('it finds what a node must not do, in the source and in the built file', async () => {
	const source = join(folder, 'source');
	const published = join(folder, 'published');
	const seed = '\n// eslint-disable-next-line\nexports.home = process.env.HOME;\n';
	for (const file of [join(source, `${NODE}.ts`), join(published, 'dist', `${NODE}.js`)]) {
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, seed);
	}
	const { exitCode, output } = await scan('--source', source, '--published', published);
	expect(exitCode).toBe(1);
	expect(verdicts(output)).toEqual(['FOUND', 'FOUND']);
	expect(output).toContain(join(source, `${NODE}.ts`));
	expect(output).toContain(join(published, 'dist', `${NODE}.js`));
	expect(output.match(/no-restricted-globals/g)).toHaveLength(4);
}, 120_000);
