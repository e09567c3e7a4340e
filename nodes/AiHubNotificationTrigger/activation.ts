import type { IHookFunctions, WorkflowActivateMode } from 'n8n-workflow';

import { listRunsPage } from '../shared/api/resources/runs';
import { attempt } from '../shared/api/wire/errors';
import { apiFor } from '../shared/n8n/api';
import { nodeError } from '../shared/n8n/errors';
import { readParameters } from '../shared/trigger/parameters';

/** A person waits for the outcome, unlike at a restart of n8n, which must not fail with AI Hub. */
const BY_A_PERSON: WorkflowActivateMode[] = ['activate', 'create', 'update', 'manual'];

/**
 * Tells a person who activates or tests the workflow what is wrong with its settings: later on, a
 * notification that cannot be looked into leaves nothing but a line in n8n's log.
 */
export async function assertUsable(n8n: IHookFunctions): Promise<void> {
	if (!BY_A_PERSON.includes(n8n.getActivationMode())) return;
	const outcome = await attempt(async () => {
		readParameters(n8n);
		await listRunsPage(await apiFor(n8n), { from_timestamp: 1 }, { limit: 1, offset: 0 });
	});
	if (!outcome.ok) throw nodeError(n8n.getNode(), outcome.error);
}
