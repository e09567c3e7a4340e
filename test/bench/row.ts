import type { N8nBench } from './n8nBench';
import type { Sink } from './sink';

/** One measurement of docs/benchmarks.md. */
export interface Row {
	/** As `--only` takes it. */
	name: string;
	measure(tools: Tools): Promise<Comparison[]>;
}

/** What several rows share; each is started when the first row asks for it. */
export interface Tools {
	sink(): Promise<Sink>;
	n8n(): Promise<N8nBench>;
	/** How often each side of a pair is measured. */
	rounds: number;
	/** MiB of a large file. */
	megabytes: number;
}

export type Unit = 'ms' | 'MiB' | 'requests' | 'cells' | 's';

/** Two things measured in turn, or one beside a bound. */
export interface Comparison {
	what: string;
	against: string;
	unit: Unit;
	/** The figure of each round, in the order of the rounds. */
	own: number[];
	/** The same of what it is compared with. */
	other: number[];
	/** What is bounded: own / other, or own − other in the unit. */
	by: 'ratio' | 'difference';
	/** The goal: at most this. Without it the figure is only told. */
	most?: number;
	/** The goal is one for every pair, not for the median. */
	always?: true;
}

export interface Figures {
	own: number;
	other: number;
	/** Median over the pairs of a round, and the least and the most of them. */
	value: number;
	least: number;
	greatest: number;
	isMet?: boolean;
}

export function median(values: number[]): number {
	const sorted = [...values].sort((one, other) => one - other);
	const middle = sorted.length >> 1;
	return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function figuresOf({ own, other, by, most, always }: Comparison): Figures {
	const pairs = own.map((value, round) =>
		by === 'ratio' ? value / other[round] : value - other[round],
	);
	const value = median(pairs);
	const greatest = Math.max(...pairs);
	return {
		own: median(own),
		other: median(other),
		value,
		least: Math.min(...pairs),
		greatest,
		...(most !== undefined && { isMet: (always ? greatest : value) <= most }),
	};
}
