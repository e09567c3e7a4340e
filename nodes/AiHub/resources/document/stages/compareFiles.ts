import { type BatchFile, listFiles } from '../../../../shared/api/resources/batchFiles';
import type { Run } from '../../../../shared/api/resources/runs';
import type { Api } from '../../../../shared/api/wire/api';
import { attempt, saysGone } from '../../../../shared/api/wire/errors';
import { isMail } from '../../../../shared/api/work/fileNames';
import type { Recognition } from '../../../../shared/api/work/recognizeRun';
import { lettersOnly } from './nameMatch';
import type { Group } from './types';

/**
 * Where AI Hub hides tags, a run is known by the names and sizes of the files in its batch, unless
 * those of another group are the same.
 */
export async function compareFiles(
	api: Api,
	run: Run,
	group: Group,
	groups: Group[],
): Promise<Recognition> {
	const batchId = Number(run.batch_id ?? NaN);
	if (group.files.length === 0 || Number.isNaN(batchId)) return 'unclear';
	const listed = await attempt(async () => {
		const all: BatchFile[] = [];
		for await (const page of listFiles(api, batchId)) for (const file of page) all.push(file);
		return all;
	});
	if (!listed.ok) return saysGone(listed.error) ? 'no' : 'unclear';
	const recognition = compare(listed.value, group);
	if (recognition !== 'yes') return recognition;
	const mayBeOfOther = groups.some(
		(other) => other !== group && isForSame(other, group) && compare(listed.value, other) !== 'no',
	);
	return mayBeOfOther ? 'unclear' : 'yes';
}

function compare(listed: BatchFile[], { files }: Group): Recognition {
	const there = listed.map(({ name, metadata }) => sizeAndName(metadata?.size, name));
	const absent = files.filter(({ name, size }) => {
		const index = there.indexOf(sizeAndName(size, name));
		if (index >= 0) there.splice(index, 1);
		return index < 0;
	});
	if (absent.length === 0) return there.length === 0 ? 'yes' : 'no';
	// Whether AI Hub lists a mail, or what was in it, is not published.
	const mayBeThere = absent.every(({ name }) => isMail(name)) && there.length >= absent.length;
	return mayBeThere ? 'unclear' : 'no';
}

function sizeAndName(size: unknown, name = ''): string {
	return `${String(size)} ${lettersOnly(name)}`;
}

function isForSame(one: Group, other: Group): boolean {
	return JSON.stringify(one.start.target) === JSON.stringify(other.start.target);
}
