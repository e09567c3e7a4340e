/**
 * The API root as every request needs it, from what people paste: with or without `https://`, with
 * or without `/api` (or `/api/v2`), with or without slashes at the end. The credential's test
 * expression does the same.
 */
export function normalizeApiRoot(pasted: string): string {
	const text = pasted.trim();
	const url = /^https?:\/\//i.test(text) ? text : `https://${text}`;
	return `${url.replace(/\/+$/, '').replace(/\/api(\/v\d+)?$/i, '')}/api`;
}

/** Address of a run in AI Hub's own pages, as far as it is known: the deployment's run list. */
export function hubUrlOfRun(
	apiRoot: string,
	run: { deployment_id?: string | null; app_id?: string | null },
): string {
	const hub = apiRoot.replace(/\/api$/, '');
	if (run.deployment_id) return `${hub}/deployments/${encodeURIComponent(run.deployment_id)}/runs`;
	if (run.app_id) return `${hub}/hub/apps/${encodeURIComponent(run.app_id)}`;
	return hub;
}
