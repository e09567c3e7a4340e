import { getAuditLogs } from '../../../nodes/shared/api/resources/auditLogs';
import { collect } from '../../../nodes/shared/api/wire/paginate';
import {
	createSecret,
	deleteSecret,
	listSecrets,
	updateSecret,
} from '../../../nodes/shared/api/resources/secrets';
import type { World } from '../world';
import type { Operations } from './types';

const secret = {
	alias: 'erp',
	value: 's3cret',
	description: 'For the ERP',
	allowed_workspaces_type: 'SOME' as const,
	allowed_workspaces: ['Operations'],
};

export const secretsOperations = (world: World): Operations => ({
	async listSecrets() {
		await createSecret(world.api, secret);
		const [listed] = await listSecrets(world.api, { workspace: 'Operations', alias: 'erp' });
		expect(listed).toMatchObject({ alias: 'erp', description: 'For the ERP' });
		expect(JSON.stringify(await listSecrets(world.api))).not.toContain('s3cret');
	},
	async createSecret() {
		await createSecret(world.api, secret);
		await expect(createSecret(world.api, secret)).rejects.toMatchObject({ kind: 'rejected' });
	},
	async updateSecret() {
		await createSecret(world.api, secret);
		await updateSecret(world.api, {
			alias: 'erp',
			description: 'New',
			allowed_workspaces_type: 'ALL',
		});
		expect(await listSecrets(world.api)).toMatchObject([{ alias: 'erp', description: 'New' }]);
	},
	async deleteSecret() {
		await createSecret(world.api, secret);
		await deleteSecret(world.api, 'erp');
		expect(await listSecrets(world.api)).toEqual([]);
	},
	async getAuditLogs() {
		const logs = await collect(
			getAuditLogs(world.api, {
				log_type: 'login_v2,api_v2',
				email: 'emulator-user@example.com',
				start_time: String(world.clock.now() - 86_400_000),
				end_time: String(world.clock.now()),
			}),
		);
		expect(new Set(logs.map((log) => log.log_type))).toEqual(new Set(['login_v2', 'api_v2']));
		expect((await collect(getAuditLogs(world.api), 5)).length).toBe(5);
	},
});
