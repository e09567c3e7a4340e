import { rmSync } from 'node:fs';

/** After all tests: takes away what engineHomes.ts has made. */
export default function tearDown(): void {
	rmSync(process.env.AIHUB_ENGINE_HOMES!, { recursive: true, force: true });
}
