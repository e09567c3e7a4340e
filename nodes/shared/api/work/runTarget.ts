import {
	type Run,
	runApp,
	type RunAppBody,
	runDeployment,
	type RunDeploymentBody,
	type RunFilters,
} from '../resources/runs';
import type { Api } from '../wire/api';

/** What runs over documents: an app, by ID or by name, or a deployment. */
export type RunTarget =
	| { app: Pick<RunAppBody, 'app_id' | 'app_name' | 'owner'> }
	| { deploymentId: string };

/** A run to start: what runs, and the rest of the request. */
export interface RunStart {
	target: RunTarget;
	body: RunDeploymentBody;
}

/**
 * Sends the start of a run, once (operationIds `runApp`, `runDeployment`): see `startRun`.
 * @throws AiHubError; `details.maybeDone` when a run may have started all the same
 */
export async function postRun(api: Api, { target, body }: RunStart): Promise<Run> {
	return 'app' in target
		? await runApp(api, { ...target.app, ...body })
		: await runDeployment(api, target.deploymentId, body);
}

/** The filters of `listRuns` that leave the runs of the same app or deployment, newest first. */
export function filtersOf(target: RunTarget): RunFilters {
	const order = { sort_by: 'start_timestamp', order: 'DESCENDING' } as const;
	if ('deploymentId' in target) return { deployment_id: target.deploymentId, ...order };
	const { app_id, app_name } = target.app;
	return app_id ? { app_id, ...order } : { app_name, ...order };
}
