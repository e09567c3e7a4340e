/**
 * Gives n8n-core a home of its own. n8n's configuration reads the environment when it is first
 * loaded, so this file has to be imported before n8n-core.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const engineHome = mkdtempSync(join(tmpdir(), 'n8n-engine-'));

process.env.N8N_USER_FOLDER = engineHome;
process.env.N8N_ENCRYPTION_KEY = 'encryption-key-of-the-engine-tests';
process.env.N8N_LOG_LEVEL = 'silent';
process.env.N8N_BINARY_DATA_STORAGE_PATH = join(engineHome, 'binaryData');
// The isolated-vm engine is a native module; the legacy one evaluates the same expressions.
process.env.N8N_EXPRESSION_ENGINE = 'legacy';

const removeHome = () => rmSync(engineHome, { recursive: true, force: true });

if (typeof afterAll === 'function') afterAll(removeHome);
else process.once('exit', removeHome);
