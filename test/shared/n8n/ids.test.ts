import fc from 'fast-check';

import { idIn, type Identified } from '../../../nodes/shared/n8n/values';
import { printable } from '../../support/characters';

const ID = '01902d6f-bb35-74cb-bd27-c09b38bbf20a';

it.each<[Identified, string]>([
	['deployment', `https://aihub.example.com/deployments/${ID}/runs?tab=all#top`],
	['deployment', `aihub.example.com/deployments/${ID}`],
	['deployment', `/deployments/${ID}/runs`],
	['deployment', ID],
	['app', `HTTPS://aihub.example.com/hub/apps/${ID}`],
	['app', ID],
	['run', `https://aihub.example.com/deployments/other/runs/${ID}`],
	['run', ID],
])('the ID of a %s is found in %s', (what, pasted) => {
	expect(idIn(pasted, what)).toBe(ID);
});

it.each<[Identified, string, RegExp]>([
	['deployment', 'Invoices Deployment', /is not the ID of a deployment/],
	['deployment', 'Invoices', /is not the ID of a deployment/],
	['deployment', 'Invoices of 2026', /is not the ID of a deployment/],
	['deployment', 'https://aihub.example.com/hub/apps/1', /There is no deployment ID in/],
	['app', 'Invoices', /is not the ID of an app/],
	['app', 'https://aihub.example.com', /There is no app ID in/],
])('a %s is not %s', (what, pasted, message) => {
	expect(() => idIn(pasted, what)).toThrow(
		expect.objectContaining({
			kind: 'invalidInput',
			message: expect.stringMatching(message) as string,
		}),
	);
});

it('an address with a percent sign that encodes nothing is taken as it is', () => {
	expect(idIn('https://hub/runs/%zz1', 'run')).toBe('%zz1');
	expect(idIn('https://hub/runs/a%20b', 'run')).toBe('a b');
});

it('nothing is nothing', () => expect(idIn('', 'app')).toBeUndefined());

const words = fc.string({ unit: printable }).map(encodeURIComponent);
const address = fc.record({
	scheme: fc.constantFrom('https', 'http'),
	host: fc.constantFrom('aihub.example.com', 'a.b-c.d.example', 'localhost', '[::1]', '10.0.0.1'),
	port: fc.constantFrom('', ':8443'),
	search: fc.oneof(
		fc.constant(''),
		fc.tuple(words, words).map(([name, value]) => `?${name}=${value}`),
	),
	hash: fc.oneof(
		fc.constant(''),
		words.map((word) => `#${word}`),
	),
});

it('takes every UUID, whatever stands around it in an address', () => {
	fc.assert(
		fc.property(fc.uuid(), address, (id, { scheme, host, port, search, hash }) => {
			expect(idIn(id, 'deployment')).toBe(id);
			const pasted = `${scheme}://${host}${port}/deployments/${id}${search}${hash}`;
			expect(idIn(pasted, 'deployment')).toBe(id);
		}),
	);
});
