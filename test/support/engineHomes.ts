import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Before all tests: a place for the homes of n8n (engineHome.ts), which live as long as workers. */
export default function setUp(): void {
	process.env.AIHUB_ENGINE_HOMES = mkdtempSync(join(tmpdir(), 'n8n-engine-'));
}
