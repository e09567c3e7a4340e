/**
 * The API root as every request needs it, from what people paste: with or without `https://`, with
 * or without `/api` (or `/api/v2`), with or without slashes at the end. The credential's test
 * expression does the same.
 */
export function normalizeApiRoot(pasted: string): string {
	const text = pasted.trim();
	const url = /^https?:\/\//i.test(text) ? text : `https://${text}`;
	return `${url.replace(/(?<!\/)\/+$/, '').replace(/\/api(\/v\d+)?$/i, '')}/api`;
}

interface RunIds {
	id?: string;
	deployment_id?: string | null;
	app_id?: string | null;
}

/**
 * The best known address of a run in AI Hub's own pages: its own where somebody told what that looks
 * like, as it is not published; else the runs of its deployment, or its app.
 * @param pattern an address with `{run_id}`, and perhaps `{deployment_id}` and `{app_id}`; what is
 * none, or asks for what the run does not have, is passed over
 */
export function hubUrlOfRun(apiRoot: string, run: RunIds, pattern = ''): string {
	const own = ownPage(run, pattern.trim());
	if (own !== undefined) return own;
	const hub = apiRoot.replace(/\/api$/, '');
	if (run.deployment_id) return `${hub}/deployments/${encodeURIComponent(run.deployment_id)}/runs`;
	if (run.app_id) return `${hub}/hub/apps/${encodeURIComponent(run.app_id)}`;
	return hub;
}

function ownPage(run: RunIds, pattern: string): string | undefined {
	if (!/^https?:\/\/\S*\{run_id\}/i.test(pattern)) return undefined;
	const ids: Record<string, string | null | undefined> = {
		run_id: run.id,
		deployment_id: run.deployment_id,
		app_id: run.app_id,
	};
	const asked = [...pattern.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
	if (asked.some((name) => !ids[name])) return undefined;
	return pattern.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name]!));
}
