import type { Resource } from '../defineResource';
import { batch } from './batch';
import { batchFile } from './batchFile';
import { job } from './job';
import { run } from './run';

/** Every resource of the node: a new one is a folder and a line here. */
export const resources: Resource[] = [batch, batchFile, job, run];
