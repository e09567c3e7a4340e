import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Run } from '../emulator';
import { type DocumentWorld, invoice, item } from '../engine/documents';
import type { Way } from '../engine/ways';
import { oneOf } from '../support/random';

/** One execution of Document → Process, and the files that only it has. */
export interface Job {
	name: string;
	way: Way;
	perItem: boolean;
	continues: boolean;
	/** Tries of n8n's Retry On Fail; 1: off. */
	tries: number;
	/** The invoice number of each file, in the order of the items. */
	numbers: string[];
	items: INodeExecutionData[];
}

/** @param more bytes that the first file has beside its invoice */
export async function job(
	random: () => number,
	index: number,
	files: number,
	more = 0,
): Promise<Job> {
	const numbers = Array.from({ length: files }, (_, file) => `${index}-${file}`);
	const items = await Promise.all(
		numbers.map(async (number, file) => {
			const rest = file === 0 && more > 0 ? `${'x'.repeat(79)}\n`.repeat(more / 80) : '';
			return await item({ number }, { name: `${number}.txt`, bytes: invoice(number, rest) });
		}),
	);
	return {
		name: `job ${index}.`,
		way: oneOf(random, ['polling', 'callback']),
		perItem: random() < 0.2,
		continues: random() < 0.3,
		tries: oneOf(random, [1, 1, 2, 3]),
		numbers,
		items,
	};
}

export function parametersOf(job: Job): INodeParameters {
	return {
		...(job.perItem && { runMode: 'perItem', concurrency: 4 }),
		options: { batchName: job.name },
	};
}

export function settingsOf({ continues, tries }: Job) {
	return {
		nodeSettings: {
			...(continues && { onError: 'continueRegularOutput' as const }),
			...(tries > 1 && { retryOnFail: true, maxTries: tries, waitBetweenTries: 1 }),
		},
	};
}

/** The invoice numbers of the files that a run was started with. */
export function numbersIn(documents: DocumentWorld, run: Run): string[] {
	const { store } = documents.emulator;
	const batch = store.batches.get(run.batchId!)!;
	return store.drive
		.filesUnder(batch.path)
		.map(({ path }) =>
			path
				.split('/')
				.at(-1)!
				.replace(/\.txt$/, ''),
		)
		.sort();
}
