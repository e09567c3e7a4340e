import { mapConcurrent } from '../shared/concurrency';
import type { Run } from '../shared/api/resources/runs';
import type { Api } from '../shared/api/wire/api';
import { attempt } from '../shared/api/wire/errors';
import { existingRun } from '../shared/trigger/existingRun';
import type { RunItem } from '../shared/trigger/flatItems';
import { matches, type TriggerParameters } from '../shared/trigger/parameters';
import { mayBeWanted, nextPhase, type Transition } from '../shared/trigger/transitions';
import type { Desk } from './desk';
import type { Known } from './known';
import { LookUp, passesInList } from './lookUp';
import { Refusal } from './refusal';
import type { RunHints } from './runHints';

export interface ReportSettings {
	api: Api;
	parameters: TriggerParameters;
	/** The items of a step; none for an event that nobody asked for. */
	itemsOf: (transition: Transition) => Promise<RunItem[]>;
	desk: Desk;
	/** What n8n has saved. */
	saved: Known;
}

export interface Report {
	items: RunItem[];
	/** What to remember together with the items; undefined when it is what is saved. */
	toSave?: Known;
	/** To be told whether n8n has taken over items and memory. */
	settle: (isTakenOver: boolean) => void;
}

const AT_ONCE = 3;
/** Runs that go on are looked at with the notifications of others, so many each time. */
const MOST_BESIDES = 5;
const LIST_RETRY_S = 30;

/**
 * What happened to the runs that a notification names, as far as it is not reported yet: all of it
 * or, when AI Hub cannot be asked for one of them, nothing. Runs that went on when they were last
 * looked at are looked at as well, in case their own notification is lost; what fails there waits.
 * @throws Refusal, AiHubError
 */
export async function report(settings: ReportSettings, hints: RunHints[]): Promise<Report> {
	const { desk, saved } = settings;
	const named = await new LookUp(settings.api, desk, saved).runsOf(hints);
	const { looked, open, gone } = await runsBesides(settings, named);
	const made = await mapConcurrent([...named, ...open], AT_ONCE, async (run) => {
		const outcome = await attempt(async () => await stepOf(settings, run));
		if (outcome.ok) return outcome.value;
		// The trouble of a run that is looked at besides must not keep back those that were told.
		if (named.includes(run)) throw outcome.error;
		return undefined;
	});
	// From here to the end nothing waits: no other request can take the same steps in between.
	const steps: Known = new Map();
	const items: RunItem[] = [];
	for (const step of made) {
		if (step === undefined || desk.phaseOf(step.id, saved) !== step.before) continue;
		// Whether another request's step holds is not for this one to say.
		if (step.phase === step.before && desk.isUnderWay(step.id)) continue;
		steps.set(step.id, step.phase);
		// One by one, because a long list does not fit on the stack.
		for (const item of step.items) items.push(item);
	}
	const isLeft = (id: string) =>
		!steps.has(id) && !desk.isUnderWay(id) && desk.phaseOf(id, saved) !== 'done';
	const forgotten = gone.filter(isLeft);
	// To the end of the line, whatever came of the look: the next notification looks at others.
	for (const id of looked.filter(isLeft)) {
		if (!forgotten.includes(id)) steps.set(id, desk.phaseOf(id, saved));
	}
	const { toSave, settle } = desk.take(steps, saved, forgotten);
	return { items, toSave, settle };
}

async function stepOf(settings: ReportSettings, run: Run) {
	const { api, parameters, itemsOf, desk, saved } = settings;
	const before = desk.phaseOf(run.id, saved);
	const { phase, event } = nextPhase(before, run.status);
	if (!matches(run, parameters)) return undefined;
	if (event === undefined || !mayBeWanted(event, parameters.wanted)) {
		return { id: run.id, before, phase, items: [] };
	}
	const passes = await passesInList(api, run, parameters);
	if (passes === undefined) {
		throw new Refusal(503, 'AI Hub does not list the run yet: send this again', LIST_RETRY_S);
	}
	if (!passes) return undefined;
	return { id: run.id, before, phase, items: await itemsOf({ run, before, event }) };
}

/**
 * Runs that went on, at their latest. One odd answer ends nothing: only what AI Hub itself did not
 * have at several looks in a row is gone. It is forgotten, not ended, so that a notification of its
 * own is looked into all the same.
 */
async function runsBesides({ api, desk, saved }: ReportSettings, named: Run[]) {
	const isNamed = new Set(named.map(({ id }) => id));
	const looked = [...saved.keys()]
		.filter((id) => !isNamed.has(id) && desk.phaseOf(id, saved) !== 'done')
		.filter((id) => !desk.gone.isRecent(id, api.now()))
		.slice(0, named.length === 0 ? 0 : MOST_BESIDES);
	const open: Run[] = [];
	const gone: string[] = [];
	await mapConcurrent(looked, MOST_BESIDES, async (id) => {
		const look = await attempt(async () => await existingRun(api, id));
		if (!look.ok) return;
		if (look.value === undefined) {
			if (desk.gone.note(id, api.now())) gone.push(id);
			return;
		}
		desk.gone.clear(id);
		open.push(look.value);
	});
	return { looked, open, gone };
}
