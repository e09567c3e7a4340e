import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { unpack } from './package';

const run = promisify(execFile);
const HOST = 'registry.npmjs.org';

interface Manifest {
	name: string;
	version: string;
}

/**
 * npm's registry with nothing in it but one package, for programs that reach the network through
 * its proxy: n8n asks no other registry unless it has a license for that.
 */
export class NpmRegistry {
	private constructor(
		private readonly proxy: Server,
		private readonly folder: string,
	) {}

	/** @param tarball of the package, as `npm pack` makes it */
	static async start(tarball: string): Promise<NpmRegistry> {
		const folder = await mkdtemp(join(tmpdir(), 'aihub-registry-'));
		const key = join(folder, 'key.pem');
		const cert = join(folder, 'cert.pem');
		await run('openssl', [
			...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'],
			...['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`],
			...['-keyout', key, '-out', cert],
		]);
		const answers = await answersFor(tarball, join(folder, 'package'));
		const registry = createTlsServer(
			{ key: await readFile(key), cert: await readFile(cert) },
			(request, response) => {
				const answer = answers[decodeURIComponent(request.url ?? '')];
				response.writeHead(answer ? 200 : 404, { connection: 'close' });
				response.end(answer ?? '{"error":"Not found"}');
			},
		);
		const proxy = createServer((_, response) => response.writeHead(502).end());
		proxy.on('connect', ({ url }, socket) => {
			socket.on('error', () => socket.destroy());
			if (url === `${HOST}:443`) {
				socket.write('HTTP/1.1 200 OK\r\n\r\n');
				registry.emit('connection', socket);
			} else socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
		});
		proxy.listen(0, '127.0.0.1');
		await once(proxy, 'listening');
		return new NpmRegistry(proxy, folder);
	}

	/** The environment of a program that shall find this registry, and nothing else, by HTTPS. */
	get env(): Record<string, string> {
		const proxy = `http://127.0.0.1:${(this.proxy.address() as AddressInfo).port}`;
		const certificate = join(this.folder, 'cert.pem');
		return {
			HTTPS_PROXY: proxy,
			https_proxy: proxy,
			NO_PROXY: '127.0.0.1,localhost',
			no_proxy: '127.0.0.1,localhost',
			NODE_EXTRA_CA_CERTS: certificate,
			npm_config_registry: `https://${HOST}/`,
			npm_config_cafile: certificate,
			npm_config_cache: join(this.folder, 'cache'),
			npm_config_update_notifier: 'false',
		};
	}

	async close(): Promise<void> {
		this.proxy.closeAllConnections();
		this.proxy.close();
		await rm(this.folder, { recursive: true, force: true });
	}
}

/** What the registry has, by path. */
async function answersFor(
	tarball: string,
	unpacked: string,
): Promise<Record<string, string | Buffer>> {
	await unpack(tarball, unpacked);
	const manifest = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8')) as Manifest;
	const { name, version } = manifest;
	const content = await readFile(tarball);
	const file = `/${name}/-/${name}-${version}.tgz`;
	const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
	const one = { ...manifest, dist: { tarball: `https://${HOST}${file}`, integrity } };
	const all = { name, 'dist-tags': { latest: version }, versions: { [version]: one } };
	return {
		[`/${name}`]: JSON.stringify(all),
		[`/${name}/latest`]: JSON.stringify(one),
		[`/${name}/${version}`]: JSON.stringify(one),
		[file]: content,
	};
}
