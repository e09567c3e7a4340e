import type { IncomingHttpHeaders } from 'node:http';
import type { User } from './entities';
import { ApiError } from './http';
import type { Store } from './store';

/**
 * The user that a request speaks for.
 * @throws ApiError 401 for an unknown token, or an IB-Context that is wrong or missing
 */
export function authenticate(
	headers: IncomingHttpHeaders,
	store: Store,
	context: string,
	contextRequired: boolean,
): User {
	const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
	const user = token === undefined ? undefined : store.users.get(token);
	if (!user) throw new ApiError(401, 'The API token is missing or not valid.');
	const given = headers['ib-context'];
	if (given === undefined && !contextRequired) return user;
	if (given === undefined) throw new ApiError(401, 'The IB-Context header is missing.');
	if (given !== context && given !== user.username) {
		throw new ApiError(401, 'The IB-Context is not one that this token has access to.');
	}
	return user;
}
