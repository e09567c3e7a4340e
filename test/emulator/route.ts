import type { IncomingHttpHeaders } from 'node:http';
import type { Callbacks } from './callbacks';
import type { Clock, Scheduler } from './clock';
import type { Extractor } from './apps/extractor';
import type { User } from './entities';
import { ApiError, parseJsonObject, type Answer } from './http';
import type { Notifications } from './notifications';
import type { Store } from './store';

/** Sizes and times of the emulator. */
export interface Limits {
	/** bytes of a part of a multipart upload */
	partSize: number;
	/** files in a page of results */
	resultsPageSize: number;
	/** most entries in a page of any list; also the default page */
	maxPageSize: number;
	/** s; how long runs of normal apps take, instead of the app's own time */
	runSeconds: number | undefined;
}

/** What routes work on. */
export interface World {
	store: Store;
	clock: Clock;
	scheduler: Scheduler;
	callbacks: Callbacks;
	notifications: Notifications;
	extractor: Extractor;
	limits: Limits;
	/** API root, ends with `/api`. */
	root: string;
}

/** One authenticated request. */
export class Call {
	constructor(
		readonly world: World,
		readonly params: Record<string, string>,
		readonly query: URLSearchParams,
		readonly headers: IncomingHttpHeaders,
		readonly chunks: Buffer[],
		readonly user: User,
	) {}

	get store(): Store {
		return this.world.store;
	}

	get now(): number {
		return this.world.clock.now();
	}

	param(name: string): string {
		return this.params[name] ?? '';
	}

	/** @throws ApiError 400 */
	json(): Record<string, unknown> {
		return parseJsonObject(Buffer.concat(this.chunks));
	}

	/** Every value of a repeated or comma separated query parameter. */
	list(name: string): string[] {
		return this.query.getAll(name).flatMap((value) => value.split(',').filter(Boolean));
	}

	/** A whole number of the query that is not negative. @throws ApiError 400 */
	integer(name: string): number | undefined {
		const text = this.query.get(name);
		if (text === null || text === '') return undefined;
		if (!/^\d+$/.test(text)) throw new ApiError(400, `${name} must be a non-negative integer.`);
		return Number(text);
	}

	/** A true or false of the query. @throws ApiError 400 */
	flag(name: string, fallback: boolean): boolean {
		const text = this.query.get(name)?.toLowerCase();
		if (text === undefined || text === '') return fallback;
		if (text === 'true' || text === 'false') return text === 'true';
		throw new ApiError(400, `${name} must be true or false.`);
	}

	/** `limit` entries (or what fits on a page) from `offset`. @throws ApiError 400 */
	page<T>(entries: T[], limit: number | undefined, offset: number): T[] {
		const { maxPageSize } = this.world.limits;
		return entries.slice(offset, offset + Math.min(limit ?? maxPageSize, maxPageSize));
	}
}

/** One operation of the API. */
export interface Route {
	operationId: string;
	method: string;
	/** As in the specification; `{path+}` takes the rest. */
	path: string;
	/** This operation does without an IB-Context. */
	withoutContext?: boolean;
	handle: (call: Call) => Answer | Promise<Answer>;
}

/** A text of a JSON body. @throws ApiError 400 when it is missing or no text */
export function requiredText(body: Record<string, unknown>, name: string): string {
	const value = body[name];
	if (typeof value !== 'string' || value === '') throw new ApiError(400, `${name} is required.`);
	return value;
}

/** A text of a JSON body that may be missing. @throws ApiError 400 when it is no text */
export function optionalText(body: Record<string, unknown>, name: string): string | undefined {
	const value = body[name];
	if (value === undefined || value === null || value === '') return undefined;
	if (typeof value !== 'string') throw new ApiError(400, `${name} must be a string.`);
	return value;
}

/** Parameters of a path, or undefined when the (still encoded) path is another. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
	const wanted = pattern.split('/');
	const given = path.split('/');
	const rest = pattern.endsWith('+}');
	if (rest ? given.length < wanted.length : given.length !== wanted.length) return undefined;
	const params: Record<string, string> = {};
	for (const [index, segment] of wanted.entries()) {
		const name = /^\{([^+]+)(\+?)\}$/.exec(segment);
		if (!name) {
			if (segment !== given[index]) return undefined;
			continue;
		}
		const values = name[2] ? given.slice(index) : given.slice(index, index + 1);
		if (values.every((value) => value === '')) return undefined;
		params[name[1]!] = values.map(decodeSegment).join('/');
	}
	return params;
}

function decodeSegment(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		throw new ApiError(400, 'The path is not encoded correctly.');
	}
}
