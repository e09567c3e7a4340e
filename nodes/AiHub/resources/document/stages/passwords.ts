import type { RunDeploymentBody } from '../../../../shared/api/resources/runs';
import { folded } from '../../../../shared/api/work/fileNames';

interface Named {
	name: string;
	/** As the person knows it. */
	givenName: string;
}

type Passwords = Record<string, unknown>;

/**
 * The body of a run with the password of every file under the name it is sent by: a file may get
 * another name than the person knows, because there is a second one or its extension was missing.
 */
export function withPasswordsFor(body: RunDeploymentBody, files: Named[]): RunDeploymentBody {
	const { settings } = body;
	const config = settings?.runtime_config;
	const instabase = config?.instabase as { pdf?: { passwords?: Passwords } } | undefined;
	const pdf = instabase?.pdf;
	const given = pdf?.passwords;
	if (typeof given !== 'object' || given === null) return body;
	const byName = new Map(Object.entries(given).map(([name, password]) => [folded(name), password]));
	const passwords: Passwords = { ...given };
	for (const { name, givenName } of files) {
		const password = byName.get(folded(name)) ?? byName.get(folded(givenName));
		if (password !== undefined && !(name in given)) passwords[name] = password;
	}
	const runtime_config = { ...config, instabase: { ...instabase, pdf: { ...pdf, passwords } } };
	return { ...body, settings: { ...settings, runtime_config } };
}
