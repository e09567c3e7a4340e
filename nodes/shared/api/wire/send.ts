/** One HTTP exchange with AI Hub, described without saying who carries it out. */
export interface ApiRequest {
	/** The operationId of the vendor's specification, e.g. `createBatch`. */
	operationId: string;
	method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Path below the API root, already encoded: build it with `apiPath`. */
	path: string;
	/** Array values are sent as repeated parameters; undefined ones are left out. */
	query?: Record<string, string | number | boolean | string[] | undefined>;
	headers?: Record<string, string>;
	body?: { json: unknown } | { bytes: Buffer } | { file: FileBody };
	/** How the body of the answer is wanted: as text (default), or a stream. */
	answer?: 'text' | 'stream';
	/** Longest wait for the head of the answer, upload included, in ms; default: `TIMEOUT_MS`. */
	timeoutMs?: number;
	/** Longest wait for the whole answer, in ms; default: `timeoutMs`, an hour for a stream. */
	wholeMs?: number;
	/** True when carrying the request out twice does the same as once, although its method is POST. */
	repeatable?: boolean;
	/** Values that must not show up in an error although the API may repeat them. */
	sensitive?: string[];
	/** Sent also when the caller was stopped, to tidy up behind it. */
	evenIfCancelled?: boolean;
}

/** A body that is read while it is sent, so that it is never in memory as a whole. */
export interface FileBody {
	/** Bytes; exactly so many are sent. */
	size: number;
	/** Opens it anew for each try. */
	open(): Promise<ByteStream>;
}

/** How long an answer may take where the request does not say, in ms. */
export const TIMEOUT_MS = 60_000;

/** What is needed of a stream of bytes, so that this layer depends on no stream type. */
export type ByteStream = AsyncIterable<Buffer>;

export interface ApiResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	/** A string or a ByteStream, as `ApiRequest.answer` asked; an error's is always a string. */
	body: unknown;
}

/**
 * Carries out one exchange. Resolves for every HTTP status; rejects with `NetworkFailure` when no
 * answer came. It adds the API root, the token and the context, and follows no redirect.
 */
export type Send = (request: ApiRequest) => Promise<ApiResponse>;

/** No answer came: the host was not found, refused, hung up or took too long. */
export class NetworkFailure extends Error {
	/** True when the request cannot have been carried out, because it was never on its way. */
	readonly neverSent: boolean;

	/**
	 * @param code the network stack's code, e.g. `ECONNREFUSED`
	 * @param detail the network stack's own words
	 * @param syscall what the network stack was doing: a route can get lost before or after sending
	 */
	constructor(
		readonly code: string,
		detail: string,
		syscall?: string,
	) {
		super(detail);
		this.name = 'NetworkFailure';
		this.neverSent = NEVER_SENT.test(code) || (NO_ROUTE.test(code) && syscall === 'connect');
	}
}

/** No host, no connection, no secure connection, or a request that could not be put together. */
const NEVER_SENT =
	/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_CHAR)$|CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;
const NO_ROUTE = /^(EHOSTUNREACH|ENETUNREACH)$/;

/**
 * The full URL of a request, the same for every implementation of `send`.
 * @param apiRoot without a trailing slash
 */
export function requestUrl(apiRoot: string, { path, query = {} }: ApiRequest): string {
	const parameters = Object.entries(query).flatMap(([name, value]) =>
		value === undefined
			? []
			: [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
	);
	return `${apiRoot}${path}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`;
}
