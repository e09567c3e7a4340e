import type { Resource } from '../defineResource';
import { auditLog } from './auditLog';
import { batch } from './batch';
import { batchFile } from './batchFile';
import { document } from './document';
import { driveFile } from './driveFile';
import { job } from './job';
import { run } from './run';
import { secret } from './secret';

/** Every resource of the node: a new one is a folder and a line here. */
export const resources: Resource[] = [
	auditLog,
	batch,
	batchFile,
	document,
	driveFile,
	job,
	run,
	secret,
];
