import type { N8n } from '../support/n8n';
import type { N8nProcess } from '../support/n8nProcess';
import { startPostgres, startRedis } from '../support/services';
import { until } from '../support/until';

/** How n8n runs in this project of the end-to-end tests: see jest.config.js. */
export interface TestRun {
	/** Undefined for the version that everything else uses. */
	version?: string;
	queue?: boolean;
	/** Which of n8n's schedulers polls; by default timers in the process. */
	scheduler?: 'database' | 'durable';
}

/** What n8n's database scheduler needs, and how often it looks: more often than usual. */
const DATABASE_SCHEDULER = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_SCHEDULER_EXECUTOR_INTERVAL: '1',
	N8N_SCHEDULER_MATERIALIZATION_INTERVAL: '2',
};

/** The environment of a scheduler. */
export function schedulerEnv(scheduler: TestRun['scheduler']): Record<string, string> {
	if (scheduler === undefined) return {};
	const durable = {
		N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
		N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
	};
	return { ...DATABASE_SCHEDULER, ...(scheduler === 'durable' && durable) };
}

declare const AIHUB_TEST_RUN: TestRun | undefined;

export function testRun(): TestRun {
	return typeof AIHUB_TEST_RUN === 'undefined' ? {} : AIHUB_TEST_RUN;
}

/** PostgreSQL and Redis, and the environment by which n8n finds them. */
export async function queueServices() {
	const redis = await startRedis();
	const postgres = await startPostgres();
	return {
		env: {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_USER: 'postgres',
			DB_POSTGRESDB_DATABASE: 'postgres',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		},
		execute: postgres.execute,
		redis,
		postgres,
		stop: async () => {
			await redis.stop();
			await postgres.stop();
		},
	};
}

/** Workers of a started main process, which the caller stops. */
export async function startWorkers(n8n: N8n, count: number): Promise<N8nProcess[]> {
	const workers = await Promise.all(
		Array.from({ length: count }, async () => await n8n.spawn(['worker'])),
	);
	await until(() => workers.every(({ output }) => output.includes('worker is now ready')), {
		what: 'the workers',
		timeoutMs: 120_000,
	});
	return workers;
}
