import { createHash } from 'node:crypto';
import { sizeOf } from './http';

/** A file of the AI Hub filesystem. */
export interface DriveFile {
	/** ORG/WORKSPACE/fs/DRIVE/FOLDER/FILE */
	path: string;
	/** bytes */
	size: number;
	sha256: string;
	/** Contents; undefined when the emulator keeps no bytes. */
	chunks: Buffer[] | undefined;
	/** ms */
	modifiedAt: number;
}

export interface DriveNode {
	name: string;
	path: string;
	file: DriveFile | undefined;
}

/** The filesystem: files by full path; folders exist as far as files are in them. */
export class Drive {
	private readonly files = new Map<string, DriveFile>();

	constructor(readonly storeBytes: boolean) {}

	/** Stores contents under `path`, replacing what is there. `sha256` is computed if not given. */
	put(path: string, chunks: Buffer[], modifiedAt: number, known?: Partial<DriveFile>): DriveFile {
		const hash = createHash('sha256');
		if (known?.sha256 === undefined) for (const chunk of chunks) hash.update(chunk);
		const file: DriveFile = {
			path,
			size: known?.size ?? sizeOf(chunks),
			sha256: known?.sha256 ?? hash.digest('hex'),
			chunks: this.storeBytes ? chunks : undefined,
			modifiedAt,
		};
		this.files.set(path, file);
		return file;
	}

	get(path: string): DriveFile | undefined {
		return this.files.get(path);
	}

	/** The contents of a file. @throws Error when there is none or no bytes are kept. */
	bytes(path: string): Buffer {
		const chunks = this.files.get(path)?.chunks;
		if (!chunks) throw new Error(`No bytes are kept for ${path}.`);
		return Buffer.concat(chunks);
	}

	isFolder(path: string): boolean {
		for (const key of this.files.keys()) if (key.startsWith(`${path}/`)) return true;
		return false;
	}

	/** Every file below a folder, at any depth, ordered by path. */
	filesUnder(folder: string): DriveFile[] {
		const found = [...this.files.values()].filter((file) => file.path.startsWith(`${folder}/`));
		return found.sort((a, b) => (a.path < b.path ? -1 : 1));
	}

	/** What lies directly in a folder, ordered by name. */
	list(folder: string): DriveNode[] {
		const nodes = new Map<string, DriveNode>();
		for (const file of this.filesUnder(folder)) {
			const [name = '', ...below] = file.path.slice(folder.length + 1).split('/');
			const path = `${folder}/${name}`;
			nodes.set(name, { name, path, file: below.length > 0 ? undefined : file });
		}
		return [...nodes.values()];
	}

	/** Deletes a file, or a folder with all that is in it. */
	delete(path: string): void {
		this.files.delete(path);
		for (const file of this.filesUnder(path)) this.files.delete(file.path);
	}
}
