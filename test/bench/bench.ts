/**
 * Every measurement of docs/benchmarks.md, one after the other.
 *
 *     npm run bench -- [--only NAME]… [--json FILE] [--rounds N] [--megabytes N]
 *         [--profile FOLDER]
 */
import { writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';

import Table from 'cli-table3';

import { N8nBench } from './n8nBench';
import { type Comparison, figuresOf, type Row, type Tools } from './row';
import { Sink } from './sink';
import { ROWS } from './rows';

const { values: asked } = parseArgs({
	options: {
		only: { type: 'string', multiple: true },
		json: { type: 'string' },
		profile: { type: 'string' },
		rounds: { type: 'string', default: '3' },
		megabytes: { type: 'string', default: '1024' },
	},
});

/** Starts what rows share when it is needed, and stops what was started. */
function toolbox(): { tools: Tools; close(): Promise<void> } {
	let sink: Promise<Sink> | undefined;
	let n8n: Promise<N8nBench> | undefined;
	const tools: Tools = {
		rounds: Number(asked.rounds),
		megabytes: Number(asked.megabytes),
		sink: () => (sink ??= Sink.start()),
		n8n: () => (n8n ??= tools.sink().then(({ url }) => N8nBench.start(url, asked.profile))),
	};
	const close = async () => {
		await (await n8n)?.close();
		await (await sink)?.close();
	};
	return { tools, close };
}

function chosenRows(): Row[] {
	if (!asked.only) return ROWS;
	const unknown = asked.only.filter((name) => !ROWS.some((row) => row.name === name));
	if (unknown.length === 0) return ROWS.filter(({ name }) => asked.only!.includes(name));
	const names = ROWS.map(({ name }) => name).join(', ');
	throw new Error(`There is no ${unknown.join(', ')}; there are ${names}`);
}

function print(comparisons: Comparison[]): void {
	const head = ['what', 'median', 'against', 'median', 'compared (least … most)', 'goal', ''];
	const table = new Table({ head, style: { head: [], border: [] }, wordWrap: true });
	const figure = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 4 });
	for (const comparison of comparisons) {
		const { what, against, unit, by, most } = comparison;
		const { own, other, value, least, greatest, isMet } = figuresOf(comparison);
		const compared = (some: number) => (by === 'ratio' ? some.toFixed(2) : figure(some));
		const bound = by === 'ratio' ? `≤ ${most} ×` : `≤ +${most} ${unit}`;
		table.push([
			what,
			`${figure(own)} ${unit}`,
			against,
			`${figure(other)} ${unit}`,
			`${compared(value)} (${compared(least)} … ${compared(greatest)})`,
			most === undefined ? '' : bound,
			isMet === undefined ? '' : isMet ? 'met' : 'missed',
		]);
	}
	console.log(table.toString());
}

async function main(): Promise<void> {
	const machine = `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
	console.log(machine);
	const { tools, close } = toolbox();
	const results: Array<{ row: string; comparisons: Comparison[] }> = [];
	try {
		for (const row of chosenRows()) {
			console.log(`\n${row.name}`);
			const comparisons = await row.measure(tools);
			print(comparisons);
			results.push({ row: row.name, comparisons });
		}
	} finally {
		await close();
	}
	if (!asked.json) return;
	const told = results.map(({ row, comparisons }) => ({
		row,
		comparisons: comparisons.map((one) => ({ ...one, figures: figuresOf(one) })),
	}));
	await writeFile(asked.json, `${JSON.stringify({ machine, results: told }, null, '\t')}\n`);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
