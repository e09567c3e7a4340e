import type { App, Run, RunResults } from '../entities';
import { type MailParts, takenApart } from '../mails';
import type { InputFile } from '../runInput';
import type { RunSettings } from '../runSettings';
import type { Store } from '../store';
import { DocumentReader } from './documentReader';
import { readFileIntoDocuments } from './documents';
import { packetFields } from './packet';

export type ExtractionSettings = Pick<RunSettings, 'passwords' | 'postProcessPdf'> & {
	mailParts: MailParts;
	/** folder on the drive for what the app makes */
	outputDir: string;
};

/** Does the work of the apps: from the bytes of files to their fields. */
export class Extractor {
	private readonly reader = new DocumentReader();

	constructor(
		private readonly store: () => Store,
		private readonly now: () => number,
	) {}

	/** The results of a run, worked out when they are first asked for. */
	prepare(app: App, files: InputFile[], settings: ExtractionSettings): Run['results'] {
		let results: Promise<RunResults> | undefined;
		return () => (results ??= this.extract(app, files, settings));
	}

	async close(): Promise<void> {
		await this.reader.close();
	}

	private async extract(
		app: App,
		files: InputFile[],
		settings: ExtractionSettings,
	): Promise<RunResults> {
		const results: RunResults = { files: [], caseFields: [] };
		for (const file of await takenApart(files, settings.mailParts)) {
			const { documents, pdfs } = await readFileIntoDocuments(this.reader, file, settings);
			for (const { path, bytes } of pdfs) this.store().drive.put(path, [bytes], this.now());
			results.files.push({
				original_file_name: file.name,
				input_file_path: file.path,
				documents,
			});
		}
		if (app.packet) results.caseFields = packetFields(results.files);
		return results;
	}
}
