import type { NodeHint } from 'n8n-workflow';

const PROCESS = '$parameter.resource === "document" && $parameter.operation === "process"';

/** What the editor says about a choice that does less than one may think. */
export const hints: NodeHint[] = [
	{
		type: 'info',
		message:
			'No rule is set, so every document that AI Hub can read goes to Approved. Add a rule such as Minimum Confidence.',
		displayCondition: `={{ ${PROCESS} && $parameter.routeOutput && Object.keys($parameter.rules ?? {}).length === 0 }}`,
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
	},
	{
		type: 'warning',
		message:
			'The run and its batch, with the uploaded files, are deleted in AI Hub after all documents are approved.',
		displayCondition: `={{ ${PROCESS} && $parameter.options?.cleanUp === "runAndBatch" }}`,
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
	},
];
