import type { N8nBench } from '../n8nBench';
import type { Comparison, Row, Tools } from '../row';

const FILES = 600;
const FIELDS_OF_DOCUMENT = 100;
const FLAGS = [
	'include_review_results',
	'include_confidence_scores',
	'include_validation_results',
	'include_source_info',
];

/** 120,000 fields into items, beside fetching and parsing the same pages. */
export const results: Row = {
	name: 'results',
	async measure(tools) {
		const bench = await tools.n8n();
		return [
			...(await compare(bench, tools, 'all flags', FLAGS, 1.5)),
			...(await compare(bench, tools, 'no flags', [], 2)),
		];
	},
};

async function compare(
	bench: N8nBench,
	{ rounds }: Tools,
	words: string,
	flags: string[],
	most: number,
): Promise<Comparison[]> {
	const runId = `made-${FILES}-${FIELDS_OF_DOCUMENT}`;
	const query = FLAGS.map((flag) => `${flag}=${flags.includes(flag)}`).join('&');
	const get = (name: string) => bench.aiHub(name, getResults(runId, flags));
	const parse = (name: string, work = 'parse') => bench.raw(name, { work, runId, query });
	const own: number[] = [];
	const other: number[] = [];
	const byHelper: number[] = [];
	// A process for each round, because n8n keeps all items of an execution in memory. What comes first
	// warms the other up, and the sink makes the pages.
	for (let round = 0; round < rounds; round++) {
		const { nodes } = await bench.run(
			[],
			[[parse('first')], [parse('parse')], [parse('helper', 'parseByHelper')], [get('AI Hub')]],
		);
		own.push(nodes['AI Hub'].ms);
		other.push(nodes.parse.ms);
		byHelper.push(nodes.helper.ms);
	}
	const what = `120,000 fields → items, ${words}`;
	return [
		{ what, against: 'fetch + JSON.parse', unit: 'ms', own, other, by: 'ratio', most },
		{ what, against: "n8n's helper + JSON.parse", unit: 'ms', own, other: byHelper, by: 'ratio' },
	];
}

function getResults(runId: string, flags: string[]): object {
	return {
		resource: 'run',
		operation: 'getResults',
		runId: { __rl: true, mode: 'id', value: runId },
		shape: 'documents',
		include: flags,
	};
}
