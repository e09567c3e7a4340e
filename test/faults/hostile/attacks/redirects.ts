import type { NamedAttack } from '../attacks';
import { head } from '../line';

/** Where the other server is, that must get nothing; the tests tell it. */
export const ELSEWHERE = { port: 0 };

const STATUSES = [301, 302, 303, 307, 308];

const to = (status: number, location: () => string): NamedAttack => ({
	attack: (line) => line.end(head({ location: location(), 'content-length': 0 }, status)),
	says: /redirect|HTTP 3/,
});

const elsewhere = () => `127.0.0.1:${ELSEWHERE.port}`;

/** Answers that want the request, and the token, somewhere else. */
export const redirects: Record<string, NamedAttack> = {
	...Object.fromEntries(
		STATUSES.map((status): [string, NamedAttack] => [
			`${status} to another origin`,
			to(status, () => `http://${elsewhere()}/api/v2/batches`),
		]),
	),
	'307 to another scheme': to(307, () => `https://${elsewhere()}/`),
	'307 to the same host by another name': to(307, () => `http://localhost:${ELSEWHERE.port}/`),
	'302 without a scheme': to(302, () => `//${elsewhere()}/`),
	'302 with a name and a password': to(302, () => `http://user:word@${elsewhere()}/`),
	'302 to the same place': to(302, () => '/api/v2/batches'),
	'302 to itself': to(302, () => '?'),
	'302 to a script': to(302, () => 'javascript:alert(1)'),
	'302 to a file': to(302, () => 'file:///etc/hosts'),
	'302 to nowhere': to(302, () => ''),
	'300 with many choices': to(300, () => `http://${elsewhere()}/`),
	'a page that refreshes itself': {
		attack: (line) =>
			line.end(
				head({ refresh: `0; url=http://${elsewhere()}/`, 'content-type': 'text/html' }) +
					`<meta http-equiv="refresh" content="0; url=http://${elsewhere()}/">`,
			),
		comesTo: (is) => (is === 'head' ? 'either' : 'error'),
	},
};
