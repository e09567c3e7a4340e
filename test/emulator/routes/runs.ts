import { randomUUID } from 'node:crypto';
import type { App, Deployment, Run } from '../entities';
import { ApiError } from '../http';
import { optionalText, type Call, type Route } from '../route';
import { runInput } from '../runInput';
import { runSettings } from '../runSettings';
import { runJson, statusOf } from '../runs';

const DAY_MS = 24 * 60 * 60 * 1000;

function runOf(call: Call): Run {
	const run = call.store.runs.get(call.param('run_id'));
	if (!run) throw new ApiError(404, `Run ${call.param('run_id')} does not exist.`);
	return run;
}

/** Starts a run and books what it costs. */
function startRun(
	call: Call,
	body: Record<string, unknown>,
	app: App,
	workspace: string,
	deployment?: Deployment,
): Run {
	const input = runInput(call, body, deployment);
	const settings = runSettings(body.settings);
	const { store, world, now } = call;
	if (store.units < Math.max(1, input.files.length)) {
		throw new ApiError(403, 'There are no consumption units left.');
	}
	store.units -= input.files.length;
	const id = randomUUID();
	const outputDir =
		optionalText(body, 'output_dir') ?? `${store.workspacePath(workspace)}/app-runs/${id}/output`;
	const { runSeconds } = world.limits;
	const run: Run = {
		id,
		appId: app.id,
		appName: app.name,
		deploymentId: deployment?.id ?? null,
		username: call.user.username,
		outputWorkspace: workspace,
		batchId: input.batchId,
		inputDir: input.inputDir,
		outputDir,
		tags: settings.tags,
		customKeys: settings.customKeys,
		startedAt: now,
		durationMs: runSeconds !== undefined && !app.slow ? runSeconds * 1000 : app.durationMs,
		outcome: app.outcome,
		message: app.message,
		webhook: settings.webhook,
		results: world.extractor.prepare(app, input.files, {
			...settings,
			mailParts: { ...store.mailParts },
			outputDir,
		}),
	};
	store.runs.add(run);
	store.addAuditLog(now, call.user, 'app_deployment_run_v2', { run_id: id, operation: 'start' });
	world.callbacks.watch(run);
	world.notifications.watch(run);
	return run;
}

function runApp(call: Call) {
	const body = call.json();
	const id = optionalText(body, 'app_id');
	const name = optionalText(body, 'app_name');
	if (!id && !name) throw new ApiError(400, 'app_name or app_id is required.');
	const app = call.store.apps.find((entry) => (id ? entry.id === id : entry.name === name));
	if (!app) throw new ApiError(404, `The app ${id ?? name} does not exist.`);
	const workspace = optionalText(body, 'output_workspace');
	if (!workspace && !optionalText(body, 'output_dir') && call.user.serviceAccount) {
		throw new ApiError(
			400,
			'A service account has no personal workspace: output_workspace or output_dir is required.',
		);
	}
	const run = startRun(call, body, app, workspace ?? call.user.username);
	return { status: 200, json: runJson(run, call.now) };
}

function runDeployment(call: Call) {
	const body = call.json();
	const id = call.param('deployment-id');
	const deployment = call.store.deployments.find((entry) => entry.id === id);
	const app = call.store.apps.find((entry) => entry.id === deployment?.appId);
	if (!deployment || !app) throw new ApiError(404, `The deployment ${id} does not exist.`);
	const workspace = optionalText(body, 'output_workspace') ?? deployment.workspace;
	const run = startRun(call, body, app, workspace, deployment);
	return { status: 202, json: runJson(run, call.now) };
}

/** Filters of the query, each undefined when it is not set. */
function runFilter(call: Call): (run: Run) => boolean {
	const only = (name: string) => call.query.get(name) || undefined;
	const [appId, appName, deploymentId] = ['app_id', 'app_name', 'deployment_id'].map(only);
	const [username, runId] = ['username', 'run_id'].map(only);
	const statuses = new Set(call.list('status'));
	const workspaces = new Set([...call.list('output_workspaces'), ...call.list('output_repo')]);
	const { now } = call;
	return (run) =>
		(appId === undefined || run.appId === appId) &&
		(appName === undefined || run.appName === appName) &&
		(deploymentId === undefined || run.deploymentId === deploymentId) &&
		(username === undefined || run.username === username) &&
		(runId === undefined || run.id === runId) &&
		(workspaces.size === 0 || workspaces.has(run.outputWorkspace)) &&
		(statuses.size === 0 || statuses.has(statusOf(run, now)));
}

function listRuns(call: Call) {
	const { now } = call;
	const from = call.integer('from_timestamp');
	const to = call.integer('to_timestamp');
	const started = call.store.runs.startedBetween(
		from === undefined ? now - DAY_MS : from * 1000,
		// A whole second: a run of 12:00:00.400 is within "up to 12:00:00".
		to === undefined ? now : to * 1000 + 999,
	);
	if (call.query.get('order') !== 'ASCENDING') started.reverse();
	const listed = (run: Run) => run.startedAt + call.store.listedAfterMs(run) <= now;
	const runs = started.filter(listed).filter(runFilter(call));
	if (call.query.get('sort_by') === 'status') {
		const sign = call.query.get('order') === 'ASCENDING' ? 1 : -1;
		runs.sort((a, b) => sign * statusOf(a, now).localeCompare(statusOf(b, now)));
	}
	const page = call.page(runs, call.integer('limit'), call.integer('offset') ?? 0);
	return { status: 200, json: { runs: page.map((run) => runJson(run, now)) } };
}

function deleteRun(call: Call) {
	const run = runOf(call);
	const { store, now } = call;
	const job = (wanted: boolean, what: string) =>
		wanted ? store.addJob(now, `${what} of run ${run.id} deleted.`).id : null;
	const input = call.flag('delete_input', true);
	const output = call.flag('delete_output', true);
	if (input && run.batchId !== null) store.deleteBatch(run.batchId);
	else if (input && run.inputDir) store.drive.delete(run.inputDir);
	if (output) {
		store.drive.delete(run.outputDir);
		run.results = () => Promise.reject(new ApiError(404, 'The output of the run was deleted.'));
	}
	if (call.flag('delete_db_data', true)) store.runs.delete(run.id);
	return {
		status: 202,
		json: {
			delete_input_dir_job_id: job(input, 'Input'),
			delete_output_dir_job_id: job(output, 'Output'),
			delete_log_dir_job_id: job(call.flag('delete_logs', true), 'Logs'),
		},
	};
}

export const runRoutes: Route[] = [
	{ operationId: 'runApp', method: 'POST', path: '/v2/apps/runs', handle: runApp },
	{ operationId: 'listRuns', method: 'GET', path: '/v2/apps/runs', handle: listRuns },
	{
		operationId: 'runDeployment',
		method: 'POST',
		path: '/v2/apps/deployments/{deployment-id}/runs',
		handle: runDeployment,
	},
	{
		operationId: 'getRunStatus',
		method: 'GET',
		path: '/v2/apps/runs/{run_id}',
		handle: (call) => ({ status: 200, json: runJson(runOf(call), call.now) }),
	},
	{
		operationId: 'deleteRun',
		method: 'DELETE',
		path: '/v2/apps/runs/{run_id}',
		handle: deleteRun,
	},
];
