import { Desk } from '../../nodes/AiHubNotificationTrigger/desk';
import { report } from '../../nodes/AiHubNotificationTrigger/report';
import { ListedRuns } from '../shared/support/listedRuns';
import { parametersOf } from '../shared/support/triggerParameters';

test('a run may have as many rows as n8n can hold', async () => {
	const hub = new ListedRuns([{ id: 'run-1', status: 'COMPLETE' }]);
	const rows = Array.from({ length: 200_000 }, () => ({ run: {} }));
	const settings = {
		api: hub.api,
		parameters: parametersOf(),
		itemsOf: async () => rows,
		desk: new Desk(),
		saved: new Map(),
	};
	const { items } = await report(settings, [{ likely: ['run-1'], others: [] }]);
	expect(items).toHaveLength(200_000);
});
