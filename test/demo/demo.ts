import { errorOf, itemsOf } from '../support/n8nTypes';
import { requestedFiles, UsageError } from './files';
import { prepareDemo, type Demo } from './setup';
import { documentTables, type DocumentRow } from './tables';

/** The node of the example workflow whose items are the documents. */
const LAST_NODE = 'Get Results';

/** Enough for a folder of a thousand files. */
const PATIENCE_MS = 30 * 60_000;

async function main() {
	const started = Date.now();
	const seconds = () => ((Date.now() - started) / 1000).toFixed(0).padStart(3);
	const report = (line: string) => console.log(`${seconds()} s  ${line}`);

	const files = await requestedFiles(process.argv.slice(2));
	const demo = await prepareDemo({ files, report });
	try {
		report(`Executing the workflow over ${files.length} files`);
		const documents = await execute(demo);
		report(`${documents.length} documents came out`);
		console.log(`\n${documentTables(documents)}`);
		console.log(
			'\n"npm start" opens n8n in the editor, with a workflow that asks a person about what is doubtful.',
		);
	} finally {
		await demo.close();
	}
}

async function execute({ rest, workflow }: Demo): Promise<DocumentRow[]> {
	const id = await rest.runWorkflow(workflow.id);
	const execution = await rest.finishedExecution(id, PATIENCE_MS);
	if (execution.status !== 'success') {
		const { node, message, description } = errorOf(execution);
		throw new UsageError(
			[`The workflow failed at "${node}": ${message}`, description].filter(Boolean).join('\n'),
		);
	}
	const items = itemsOf(execution, LAST_NODE);
	if (items.length === 0) throw new UsageError('The workflow ended without any document.');
	return items.map((item) => item.json as unknown as DocumentRow);
}

main().catch((error) => {
	console.error(`\n${error instanceof UsageError ? error.message : error.stack}`);
	process.exitCode = 1;
});
