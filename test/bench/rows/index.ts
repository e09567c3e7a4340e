import type { Row } from '../row';
import { batchUpload } from './batchUpload';
import { flat } from './flat';
import { fromDrive, uploadMemory } from './memory';
import { smallDocuments } from './process';
import { requireTime } from './requireTime';
import { results } from './results';
import { smallFiles } from './smallFiles';
import { trigger } from './trigger';
import { waiting } from './waiting';

export const ROWS: Row[] = [
	batchUpload,
	smallFiles,
	uploadMemory,
	fromDrive,
	results,
	flat,
	trigger,
	waiting,
	requireTime,
	smallDocuments,
];
