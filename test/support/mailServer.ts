import { chmod, mkdir, mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { eml, type MailParts } from './mail';
import { freePort } from './n8nProcess';
import { as, giveTo, isRoot, run, serve, type Service } from './services';

/** Dovecot with one mailbox, on 127.0.0.1: any user name, and the password `secret`. */
export interface MailServer extends Service {
	/** Puts an e-mail into the mailbox. */
	deliver(mail: MailParts | Buffer): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
	const port = await freePort();
	const folder = await mkdtemp(join(tmpdir(), 'aihub-mail-'));
	const user = isRoot() ? 'mail' : userInfo().username;
	for (const part of ['new', 'cur', 'tmp']) {
		await mkdir(join(folder, 'mail', part), { recursive: true });
	}
	const config = join(folder, 'dovecot.conf');
	const group = (await run('id', ['-gn', user])).trim();
	await writeFile(config, configuration({ folder, user, group, port }));
	await giveTo(user, folder);
	await chmod(folder, 0o755);
	const [command, args] = as(user, '/usr/sbin/dovecot', ['-F', '-c', config]);
	const service = await serve(port, command, args, folder);
	let delivered = 0;
	return {
		...service,
		deliver: async (mail) => {
			const name = `${++delivered}.example.com`;
			const unfinished = join(folder, 'mail', 'tmp', name);
			await writeFile(unfinished, Buffer.isBuffer(mail) ? mail : eml(mail));
			await giveTo(user, unfinished);
			await rename(unfinished, join(folder, 'mail', 'new', name));
		},
	};
}

/** All of it runs as one user who is not root, and keeps to its folder. */
function configuration(names: {
	folder: string;
	user: string;
	group: string;
	port: number;
}): string {
	const { folder, user, group, port } = names;
	return `
protocols = imap
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = /dev/stderr
ssl = no
disable_plaintext_auth = no
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = 1
mailbox_idle_check_interval = 1 secs
mail_location = maildir:${folder}/mail
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${folder}
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
`;
}
