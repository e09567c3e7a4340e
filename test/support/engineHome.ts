/**
 * Gives n8n-core a home of its own. n8n's configuration reads the environment when it is first
 * loaded, so this file has to be imported before n8n-core.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { AIHUB_ENGINE_HOMES: ofTheRun } = process.env;
const homes = ofTheRun ?? mkdtempSync(join(tmpdir(), 'n8n-engine-'));
const home = join(homes, process.env.JEST_WORKER_ID ?? 'alone');

mkdirSync(home, { recursive: true });

process.env.N8N_USER_FOLDER = home;
process.env.N8N_ENCRYPTION_KEY = 'encryption-key-of-the-engine-tests';
process.env.N8N_LOG_LEVEL = 'silent';
process.env.N8N_BINARY_DATA_STORAGE_PATH = join(home, 'binaryData');
// The isolated-vm engine is a native module; the legacy one evaluates the same expressions.
process.env.N8N_EXPRESSION_ENGINE = 'legacy';

if (!ofTheRun) process.once('exit', () => rmSync(homes, { recursive: true, force: true }));
