import { OPERATIONS } from '../../answers/operations';

/** A request as it came over the line. */
export interface Heard {
	method: string;
	/** As in the first line: a path, or a whole address where the server is taken for a proxy. */
	target: string;
	/** operationId; '' for none that is known. */
	operation: string;
	/** First line and headers. */
	head: string;
	body: string;
	/** False while its body is still on its way. */
	isWhole: boolean;
}

/** A request that is read piece by piece. */
export class Reading {
	private head?: string;

	private readonly pieces: Buffer[] = [];

	private length = 0;

	/** @returns undefined as long as its head is not there */
	take(piece: Buffer): Heard | undefined {
		this.pieces.push(piece);
		this.length += piece.length;
		if (this.head === undefined) {
			const bytes = Buffer.concat(this.pieces.splice(0));
			const end = bytes.indexOf('\r\n\r\n');
			if (end < 0) return void this.pieces.push(bytes);
			this.head = bytes.subarray(0, end).toString('latin1');
			this.pieces.push(bytes.subarray(end + 4));
			this.length = bytes.length - end - 4;
		}
		const [method, target] = this.head.split(' ');
		const isWhole = this.isWhole(this.head);
		return {
			method,
			target,
			operation: operationOf(method, target),
			head: this.head,
			body: isWhole ? Buffer.concat(this.pieces).toString('latin1') : '',
			isWhole,
		};
	}

	private isWhole(head: string): boolean {
		if (/^transfer-encoding: *chunked/im.test(head)) {
			return Buffer.concat(this.pieces).includes('0\r\n\r\n');
		}
		return this.length >= Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
	}
}

function operationOf(method: string, target: string): string {
	const path = target.replace(/^https?:\/\/[^/]+/, '').replace(/^\/api/, '');
	const asked = `${method} ${path}`;
	return Object.entries(OPERATIONS).find(([, { route }]) => route.test(asked))?.[0] ?? '';
}
