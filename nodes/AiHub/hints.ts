import type { NodeHint } from 'n8n-workflow';

const PROCESS = '$parameter.resource === "document" && $parameter.operation === "process"';

/** What the editor says about a choice that does less than one may think. */
export const hints: NodeHint[] = [
	{
		type: 'info',
		message:
			'No rule is set, so every document that AI Hub can read goes to Approved. Add rules, such as Minimum Confidence and Validations Must Pass.',
		displayCondition: `={{ ${PROCESS} && $parameter.routeOutput && Object.keys($parameter.rules ?? {}).length === 0 }}`,
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
	},
	{
		type: 'info',
		message:
			'AI Hub must be able to reach this n8n. Its current specification no longer mentions callbacks of a single run, so try it on your server first. When the limit is over, the runs come out of the output "Timed Out": connect it back to the input of this node, which then looks at them once more.',
		displayCondition: `={{ ${PROCESS} && $parameter.options?.waitBy === "callback" }}`,
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
