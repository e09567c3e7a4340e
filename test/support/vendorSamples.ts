import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const SAMPLES = '../shared/api/samples';
const folder = resolve(__dirname, '../..', SAMPLES);
const areHere = existsSync(folder);

/** An answer in the vendor's documentation, by the name of its file. */
export function vendorSample<T>(name: string): T {
	return JSON.parse(readFileSync(resolve(folder, `${name}.json`), 'utf8')) as T;
}

/**
 * `describe` with the vendor's samples, which lie beside the project and are not part of it; one
 * printed line where they are missing.
 */
export function describeWithSamples(name: string, tests: () => void): void {
	if (areHere) return describe(name, tests);
	process.stdout.write(`skipped: ${SAMPLES} is not here (${name})\n`);
	describe.skip(name, () => it(`needs ${SAMPLES}`, () => {}));
}
