import { brokenPromises, watchStarts } from './check';
import { SimClock } from './clock';
import { SimHub } from './hub';
import { SimN8n } from './n8n';
import { BEGIN_MS, type History } from './world';

export interface Life {
	broken: string[];
	hub: SimHub;
	n8n: SimN8n;
}

/** More than any history needs: beyond it somebody asks for ever. */
const MOST_REQUESTS = 5_000;

/** Lives through a history, and says which promises were broken. */
export async function live(history: History): Promise<Life> {
	const clock = new SimClock(BEGIN_MS);
	const hub = new SimHub(history, clock);
	const n8n = new SimN8n(history, hub);
	watchStarts(history, hub);
	await clock.finish(n8n.live());
	const broken = brokenPromises(history, hub, n8n);
	if (hub.log.length > MOST_REQUESTS) broken.push(`${hub.log.length} requests`);
	return { broken, hub, n8n };
}

/** A broken promise with the history that led to it, short enough to read. */
export function story(history: History, { broken, hub }: Life): string {
	const { turns, settings, contents, lives, traits, faults, interrupts, retriesS } = history;
	const more = hub.log.length > 120 ? [`… ${hub.log.length - 120} more`] : [];
	return [
		...broken.map((words) => `BROKEN: ${words}`),
		`settings ${JSON.stringify(settings)}`,
		...turns.map((items, turn) => `turn ${turn}: ${JSON.stringify(items)}`),
		`contents ${JSON.stringify(contents)}`,
		`lives ${JSON.stringify(lives)}`,
		`traits ${JSON.stringify(traits)}`,
		`faults ${JSON.stringify(faults)} interrupts ${JSON.stringify(interrupts)}`,
		`retries ${JSON.stringify(retriesS)}`,
		...hub.log.slice(0, 120),
		...more,
	].join('\n');
}
