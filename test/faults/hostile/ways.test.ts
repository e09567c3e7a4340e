/** Servers that are not whom they say to be, and proxies that stand in between. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

import { certificate } from '../../engine/selfSigned';
import { giveVariablesBack, setVariables } from '../../support/variables';
import { HostileHub } from './hub';
import { answer, head } from './line';
import { Limits } from './limits';
import { TOKEN, VICTIMS } from './victims';

jest.setTimeout(120_000);

const MET = ['a read', 'the start of a run', 'an upload', 'a download', 'a poll of the trigger'];
const hubs: HostileHub[] = [];
const limits = new Limits();

async function hubWith(tls?: { key: string; cert: string }): Promise<HostileHub> {
	const hub = await HostileHub.start(limits, tls);
	hubs.push(hub);
	return hub;
}

beforeEach(() => limits.install());

afterEach(async () => {
	jest.restoreAllMocks();
	for (const hub of hubs.splice(0)) await hub.close();
});

describe('a certificate', () => {
	const known = getCACertificates('default');
	const authority = { name: 'Some Authority', ...certificate('Some Authority') };

	beforeAll(() => setDefaultCACertificates([...known, authority.cert]));
	afterAll(() => setDefaultCACertificates(known));

	it('that is right is taken', async () => {
		const hub = await hubWith(certificate('localhost', authority));
		const { error } = await VICTIMS['a read'].run(`https://localhost:${hub.port}`);
		expect(error).toBeUndefined();
	});

	const wrong: Array<[string, () => { key: string; cert: string }, string]> = [
		['that has expired', () => certificate('localhost', authority, [-3, -1]), 'CERT_HAS_EXPIRED'],
		['not valid yet', () => certificate('localhost', authority, [1, 3]), 'CERT_NOT_YET_VALID'],
		['for another name', () => certificate('other.example', authority), 'ALTNAME_INVALID'],
		['signed by itself', () => certificate('localhost'), 'SELF_SIGNED_CERT'],
		[
			'signed by nobody known',
			() => certificate('localhost', { name: 'Nobody', ...certificate('Nobody') }),
			'UNABLE_TO_VERIFY',
		],
	];

	it.each(wrong.flatMap((one) => MET.map((victim) => [one[0], victim, one] as const)))(
		'%s, met by %s, is refused before anything is said',
		async (_, victim, [, made, code]) => {
			const hub = await hubWith(made());
			const { error, said } = await VICTIMS[victim].run(`https://localhost:${hub.port}`);
			expect(error?.message).toMatch(/certificate of this AI Hub host cannot be checked/);
			expect(error?.message).toContain(code);
			expect(error?.description).toContain('Ignore TLS Issues');
			expect(said).not.toContain(TOKEN);
			expect([hub.received, hub.heard]).toEqual(['', []]);
		},
	);
});

describe('a proxy', () => {
	const use = (name: string, { origin }: HostileHub) => {
		setVariables({ [name]: origin, NO_PROXY: '' });
	};

	afterEach(() => giveVariablesBack());

	const PAGE = '<html><title>Blocked by the proxy</title></html>';
	const answers: Array<[string, Buffer | string, RegExp]> = [
		[
			'407',
			head({ 'proxy-authenticate': 'Basic', 'content-length': 0 }, 407),
			/A proxy between n8n and AI Hub/,
		],
		['502', head({ 'content-length': 0 }, 502), /HTTP 502|broke off|could not/],
		['a page', answer(PAGE, { 'content-type': 'text/html' }), /web page|AI Hub/],
		['nothing', '', /broke off/],
	];

	it.each(MET)('that hands on is used, by %s', async (victim) => {
		const proxy = await hubWith();
		use('HTTP_PROXY', proxy);
		const { error } = await VICTIMS[victim].run('http://aihub.invalid');
		expect(error).toBeUndefined();
		expect(proxy.heard[0].target).toMatch(/^http:\/\/aihub\.invalid\/api\//);
	});

	const meetings = answers.flatMap((one) => MET.map((victim) => [one[0], victim, one] as const));

	it.each(meetings)('that answers %s itself, met by %s', async (_, title, [, said, words]) => {
		const proxy = await hubWith();
		use('HTTP_PROXY', proxy);
		const { operation, is, run } = VICTIMS[title];
		proxy.tell({ operation, attack: (line) => line.end(said) });
		const outcome = await run('http://aihub.invalid');
		expect(proxy.runs.length).toBeLessThanOrEqual(1);
		expect(outcome.said).not.toContain(TOKEN);
		// A run that was started is found in the list.
		if (is === 'start' && !outcome.error) return;
		expect(outcome.error?.message).toMatch(words);
	});

	it.each(meetings)('to https that answers %s, met by %s', async (_, title, [, said]) => {
		const proxy = await hubWith();
		use('HTTPS_PROXY', proxy);
		proxy.tell({ operation: '*', attack: (line) => line.end(said) });
		const outcome = await VICTIMS[title].run('https://aihub.invalid');
		expect(outcome.error?.message).toMatch(/AI Hub/);
		// All that a proxy sees of https is the name of the host.
		expect(proxy.received).toMatch(/^CONNECT aihub\.invalid:443 HTTP/);
		expect(proxy.received).not.toMatch(/authorization|bearer/i);
		expect(proxy.received + outcome.said).not.toContain(TOKEN);
	});
});
