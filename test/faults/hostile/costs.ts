import Table from 'cli-table3';

const KIB = 1024;
const MIB = 1024 * KIB;
const MOST_TOLD = 12;

interface Cost {
	attack: string;
	victim: string;
	ms: number;
}

/**
 * What meetings take: time of the clock on the wall, and memory of the process, all of them together
 * and the hostile server with them.
 */
export class Costs {
	private readonly all: Cost[] = [];

	private readonly before = process.memoryUsage.rss();

	/** What the process has taken at most beyond what it had in the beginning, in bytes. */
	private get bytes(): number {
		return process.resourceUsage().maxRSS * KIB - this.before;
	}

	async of<T>(victim: string, attack: string, meet: () => Promise<T>): Promise<T> {
		const begun = performance.now();
		const outcome = await meet();
		this.all.push({ attack, victim, ms: performance.now() - begun });
		return outcome;
	}

	/** Memory and the slowest meetings, as a person reads them. */
	told(): string {
		const table = new Table({ head: ['attack', 'met by', 'ms'] });
		const slowest = this.all.sort((one, other) => other.ms - one.ms).slice(0, MOST_TOLD);
		for (const { attack, victim, ms } of slowest) table.push([attack, victim, Math.round(ms)]);
		const memory = `${Math.round(this.before / MIB)} MiB before, ${Math.round(this.bytes / MIB)} MiB more at most`;
		return `${this.all.length} meetings; ${memory}\n${table.toString()}`;
	}
}
