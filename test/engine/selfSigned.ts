import { generateKeyPairSync, sign } from 'node:crypto';

/**
 * A certificate for 127.0.0.1 that no one has signed but itself, as on a self-managed host.
 * Made anew each time, so that no private key lies in the repository.
 */
export function selfSigned(): { key: string; cert: string } {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const ecdsaWithSha256 = sequence(tagged(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
	const commonName = sequence(
		tagged(0x06, Buffer.from('550403', 'hex')),
		tagged(0x0c, Buffer.from('127.0.0.1')),
	);
	const name = sequence(tagged(0x31, commonName));
	const year = (shift: number) => new Date().getUTCFullYear() + shift;
	const time = (of: number) => tagged(0x18, Buffer.from(`${of}0101000000Z`));
	const body = sequence(
		tagged(0x02, Buffer.from([1])),
		ecdsaWithSha256,
		name,
		sequence(time(year(-1)), time(year(1))),
		name,
		publicKey.export({ type: 'spki', format: 'der' }),
	);
	const signature = tagged(
		0x03,
		Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)]),
	);
	const certificate = sequence(body, ecdsaWithSha256, signature).toString('base64');
	const lines = certificate.match(/.{1,64}/g)!.join('\n');
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
	};
}

function sequence(...parts: Buffer[]): Buffer {
	return tagged(0x30, Buffer.concat(parts));
}

/** One DER element; its length is written in as few bytes as it needs. */
function tagged(tag: number, content: Buffer): Buffer {
	const { length } = content;
	const head =
		length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
	return Buffer.concat([Buffer.from([tag, ...head]), content]);
}
