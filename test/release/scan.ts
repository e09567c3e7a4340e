/**
 * `npm run scan` does offline what n8n does with a package that asks to be verified: it runs n8n's
 * scanner over the source and over the tarball. `--newest` adds the newest scanner and rules.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { buildAndPack, unpack } from '../support/package';
import { installedScanners, newestScanner, scan } from './scanner';

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			newest: { type: 'boolean', default: false },
			source: { type: 'string', default: join(__dirname, '..', '..') },
			published: { type: 'string' },
		},
	});
	// The scanner leaves a folder behind at every start: here it goes with ours.
	const temporary = await mkdtemp(join(tmpdir(), 'aihub-scan-'));
	process.env.TMPDIR = temporary;
	try {
		const published = values.published ?? join(temporary, 'published');
		if (!values.published) await unpack(await buildAndPack(), published);
		const scanners = await installedScanners();
		if (values.newest) scanners.push(await newestScanner());
		for (const scanner of scanners) {
			const findings = await scan(scanner, { source: values.source, published });
			const verdict = findings.length === 0 ? 'nothing found' : 'FOUND';
			console.log(`n8n's scanner ${scanner.version}, rules ${scanner.rules}: ${verdict}`);
			for (const finding of findings) console.log(finding);
			if (findings.length > 0) process.exitCode = 1;
		}
	} finally {
		await rm(temporary, { recursive: true, force: true });
	}
}

main().catch((error: Error) => {
	console.error(error.message);
	process.exitCode = 1;
});
