import { Readable } from 'node:stream';

import type { ApiRequest, ApiResponse, ByteStream, Send } from '../../nodes/shared/api/wire/send';
import type { Spec } from '../support/spec';

/** Looks at every exchange that passes through it, and holds it against the specification. */
export class Judge {
	violations: string[] = [];

	requests: ApiRequest[] = [];

	constructor(private readonly spec: Spec) {}

	get operationIds(): string[] {
		return [...new Set(this.requests.map(({ operationId }) => operationId))].sort();
	}

	watch(send: Send): Send {
		return async (request) => {
			this.requests.push(request);
			this.note(request, 'request', this.spec.validateRequest(request));
			const response = await send(request);
			const body = await wireBody(response);
			const { operationId } = request;
			const { status, headers } = response;
			const answer = { operationId, status, headers, body };
			this.note(request, `answer ${status}`, this.spec.validateResponse(answer));
			const isStream = typeof response.body === 'object' && !Buffer.isBuffer(response.body);
			return { ...response, body: isStream ? Readable.from([body]) : response.body };
		};
	}

	private note({ operationId }: ApiRequest, what: string, violations: string[]): void {
		this.violations.push(...violations.map((text) => `${operationId} ${what}: ${text}`));
	}
}

async function wireBody({ body }: ApiResponse): Promise<string | Buffer> {
	if (typeof body === 'string' || Buffer.isBuffer(body)) return body;
	const pieces: Buffer[] = [];
	for await (const piece of body as ByteStream) pieces.push(piece);
	return Buffer.concat(pieces);
}
