import { generateKeyPairSync, sign } from 'node:crypto';

export interface Certificate {
	/** PEM. */
	key: string;
	/** PEM. */
	cert: string;
}

interface Issuer extends Certificate {
	name: string;
}

/**
 * A certificate for 127.0.0.1 that no one has signed but itself, as on a self-managed host.
 * Made anew each time, so that no private key lies in the repository.
 */
export function selfSigned(): Certificate {
	return certificate('127.0.0.1');
}

/**
 * A certificate for that name, signed by the issuer, or by itself.
 * @param years from and to, counted from now
 */
export function certificate(name: string, issuer?: Issuer, years = [-1, 1]): Certificate {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const ecdsaWithSha256 = sequence(tagged(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
	const year = (shift: number) => new Date().getUTCFullYear() + shift;
	const time = (of: number) => tagged(0x18, Buffer.from(`${of}0101000000Z`));
	const body = sequence(
		tagged(0x02, Buffer.from([1])),
		ecdsaWithSha256,
		commonName(issuer?.name ?? name),
		sequence(...years.map((shift) => time(year(shift)))),
		commonName(name),
		publicKey.export({ type: 'spki', format: 'der' }),
	);
	const signature = tagged(
		0x03,
		Buffer.concat([Buffer.from([0]), sign('sha256', body, issuer?.key ?? privateKey)]),
	);
	const lines = sequence(body, ecdsaWithSha256, signature)
		.toString('base64')
		.match(/.{1,64}/g)!
		.join('\n');
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
	};
}

function commonName(name: string): Buffer {
	const oid = tagged(0x06, Buffer.from('550403', 'hex'));
	return sequence(tagged(0x31, sequence(oid, tagged(0x0c, Buffer.from(name)))));
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
