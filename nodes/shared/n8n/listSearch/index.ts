import { searchApps, searchDeployments } from './apps';
import { searchBatches } from './batches';
import { searchBatchFiles } from './batchFiles';
import { searchRuns } from './runs';
import { searchWorkspaces } from './workspaces';

/** The pickers of the node, under the names that its fields give. */
export const listSearch = {
	searchApps,
	searchBatches,
	searchBatchFiles,
	searchDeployments,
	searchRuns,
	searchWorkspaces,
};
