import path from 'node:path';
import { Worker } from 'node:worker_threads';

/** A piece of text where it stands on its page; y is the baseline, from the top. */
export interface TextItem {
	text: string;
	x: number;
	y: number;
	width: number;
	height: number;
}

export interface PageText {
	width: number;
	height: number;
	items: TextItem[];
}

interface Waiting {
	resolve: (value: never) => void;
	reject: (error: Error) => void;
}

interface Reply {
	id: number;
	value?: unknown;
	error?: { name: string; message: string };
}

/** Reads and makes PDFs with pdf.js and pdfkit, in a thread that is started when first needed. */
export class DocumentReader {
	private worker: Worker | undefined;
	private readonly waiting = new Map<number, Waiting>();
	private lastId = 0;

	/** Text of each page. @throws Error named `PasswordException`, or as pdf.js names it */
	async readPdf(bytes: Buffer, password?: string): Promise<PageText[]> {
		return await this.ask<PageText[]>('read', { bytes, password });
	}

	/** A PDF of some pages (from 0). */
	async extractPages(bytes: Buffer, pages: number[], password?: string): Promise<Buffer> {
		return Buffer.from(await this.ask<Uint8Array>('extract', { bytes, pages, password }));
	}

	/** A PDF that shows lines of text. */
	async writePdf(lines: string[]): Promise<Buffer> {
		return Buffer.from(await this.ask<Uint8Array>('write', { lines }));
	}

	async close(): Promise<void> {
		await this.worker?.terminate();
		this.worker = undefined;
		this.failAll(new Error('The emulator was closed.'));
	}

	private async ask<T>(task: string, input: object): Promise<T> {
		const worker = (this.worker ??= this.startWorker());
		const id = ++this.lastId;
		worker.ref();
		return await new Promise<T>((resolve, reject) => {
			this.waiting.set(id, { resolve, reject });
			worker.postMessage({ id, task, input });
		});
	}

	private startWorker(): Worker {
		const worker = new Worker(path.join(__dirname, 'pdfWorker.mjs'), { execArgv: [] });
		worker.on('message', (reply: Reply) => this.settle(reply));
		worker.on('error', (error) => {
			this.worker = undefined;
			this.failAll(error as Error);
		});
		return worker;
	}

	private settle({ id, value, error }: Reply): void {
		const waiting = this.waiting.get(id);
		this.waiting.delete(id);
		if (this.waiting.size === 0) this.worker?.unref();
		if (error) waiting?.reject(Object.assign(new Error(error.message), { name: error.name }));
		else waiting?.resolve(value as never);
	}

	private failAll(error: Error): void {
		for (const waiting of this.waiting.values()) waiting.reject(error);
		this.waiting.clear();
	}
}
