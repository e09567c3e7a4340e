import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** An SMTP server on 127.0.0.1 that keeps what it is given: any user name, and any password. */
export interface MailSink {
	port: number;
	mails: Email[];
	/** Whether it turns every e-mail away, as a full or sleeping server does. */
	isRefusing: boolean;
	close(): Promise<void>;
}

export async function startMailSink(): Promise<MailSink> {
	const sink = { mails: [] as Email[], isRefusing: false };
	const server = new SMTPServer({
		disabledCommands: ['STARTTLS'],
		onAuth: ({ username }, _session, callback) => callback(null, { user: username }),
		onMailFrom: (_address, _session, callback) =>
			callback(sink.isRefusing ? new Error('Try again later') : null),
		onData: (stream, _session, callback) => {
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', () => {
				PostalMime.parse(Buffer.concat(chunks)).then(
					(mail) => {
						sink.mails.push(mail);
						callback();
					},
					(error: Error) => callback(error),
				);
			});
		},
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.server.address() as AddressInfo;
	const close = async () => await new Promise<void>((resolve) => server.close(() => resolve()));
	return Object.assign(sink, { port, close });
}
