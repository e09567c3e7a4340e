import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const SCANNER = '@n8n/scan-community-package';
const RULES = '@n8n/eslint-plugin-community-nodes';
const ROOT = join(__dirname, '..', '..');

/** What n8n's scanner exports. Its command line takes packages from the registry alone. */
interface ScannerModule {
	SOURCE_FILE_PATTERNS: string[];
	analyzePackage(folder: string, patterns: string[]): Promise<Answer>;
}

interface Answer {
	passed: boolean;
	message?: string;
	details?: string;
}

/** Of the published package, n8n's scanner reads these. */
const PUBLISHED_FILE_PATTERNS = ['**/*.js', 'package.json'];

/** n8n's scanner on the disk, and the rules it finds from where it is. */
export interface Scanner {
	version: string;
	rules: string;
	file: string;
}

/** What is scanned: a checkout of the source, and the unpacked tarball. */
export interface Scanned {
	source: string;
	published: string;
}

/**
 * The scanner under the rules that it pins, and under the newer ones by which `npm run lint` goes.
 * Both come with `npm ci`.
 */
export async function installedScanners(): Promise<Scanner[]> {
	const pinned = join(ROOT, 'node_modules', SCANNER, 'scanner');
	// It imports its rules by name: from here it finds those of the project, not its own.
	const copy = join(ROOT, 'node_modules', '.cache', SCANNER);
	await mkdir(copy, { recursive: true });
	for (const file of ['scanner.mjs', 'provenance.mjs']) {
		await copyFile(join(pinned, file), join(copy, file));
	}
	const version = await versionOf(dirname(pinned));
	return [await scannerIn(pinned, version), await scannerIn(copy, version)];
}

/** The newest scanner of the registry under the newest rules. @throws Error when npm fails */
export async function newestScanner(): Promise<Scanner> {
	const folder = await mkdtemp(join(tmpdir(), 'aihub-scanner-'));
	const manifest = {
		private: true,
		dependencies: { [SCANNER]: 'latest', [RULES]: 'latest' },
		overrides: { [RULES]: `$${RULES}` },
	};
	await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
	const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
	await promisify(execFile)('npm', ['install', ...options], { cwd: folder });
	const installed = join(folder, 'node_modules', SCANNER);
	return await scannerIn(join(installed, 'scanner'), await versionOf(installed));
}

async function scannerIn(folder: string, version: string): Promise<Scanner> {
	const file = join(folder, 'scanner.mjs');
	const rules = await versionOf(join(dirname(createRequire(file).resolve(RULES)), '..'));
	return { version, rules, file };
}

async function versionOf(folder: string): Promise<string> {
	const manifest = await readFile(join(folder, 'package.json'), 'utf8');
	return (JSON.parse(manifest) as { version: string }).version;
}

/** @returns one report per finding place, in the scanner's own words; none when all is well */
export async function scan(scanner: Scanner, { source, published }: Scanned): Promise<string[]> {
	const { analyzePackage, SOURCE_FILE_PATTERNS } = (await import(scanner.file)) as ScannerModule;
	const answers = [
		await analyzePackage(source, SOURCE_FILE_PATTERNS),
		await analyzePackage(published, PUBLISHED_FILE_PATTERNS),
	];
	return answers.flatMap((answer) => {
		// Where nothing matches, the scanner is content.
		if (answer.message?.startsWith('No files')) return [answer.message];
		return answer.passed ? [] : [answer.details ?? answer.message ?? 'No reason was given'];
	});
}
