import { DEVIATIONS } from '../deviations';
import type { FaultRule } from '../faults';
import type { RunSeed } from '../history';
import { ApiError, parseJsonObject, type Answer } from '../http';
import type { Emulator } from '../index';
import type { NotificationKind, NotificationTarget } from '../notifications';
import type { ReviewEdits } from '../review';
import { runJson } from '../runs';

/** A fault rule as JSON: `match.pathPattern` is an expression, `times: "always"` has no end. */
function faultRule(body: Record<string, unknown>): FaultRule {
	const rule = body as unknown as FaultRule;
	const { pathPattern, ...match } = (body.match ?? {}) as Record<string, string>;
	if (typeof body.action !== 'object') throw new ApiError(400, 'action is required.');
	const times = body.times === 'always' || body.times === null ? Infinity : (rule.times ?? 1);
	const path = pathPattern === undefined ? {} : { path: new RegExp(pathPattern) };
	return { ...rule, times, match: { ...match, ...path } };
}

/** Answers a `/_control` request: what tests do in process, for other processes. */
export async function control(
	emulator: Emulator,
	method: string,
	path: string,
	body: Buffer,
): Promise<Answer> {
	try {
		return await carryOut(emulator, method, path, body);
	} catch (error) {
		if (error instanceof ApiError) return error.toAnswer();
		return { status: 400, json: { message: error instanceof Error ? error.message : 'Error' } };
	}
}

async function carryOut(
	emulator: Emulator,
	method: string,
	path: string,
	body: Buffer,
): Promise<Answer> {
	const json = () => parseJsonObject(body);
	const done: Answer = { status: 204 };
	const run = (entity: Parameters<typeof runJson>[0]): Answer => ({
		status: 200,
		json: runJson(entity, emulator.clock.now()),
	});
	const [resource, id = '', action] = path.slice(1).split('/').map(decodeURIComponent);
	switch (`${method} ${resource}${id ? '/ID' : ''}${action ? `/${action}` : ''}`) {
		case 'POST faults':
			emulator.faults.add(faultRule(json()));
			return done;
		case 'DELETE faults':
			emulator.faults.clear();
			return done;
		case 'GET deviations':
			return { status: 200, json: DEVIATIONS.map(({ name, what }) => ({ name, what })) };
		case 'POST deviations/ID': {
			const deviation = DEVIATIONS.find(({ name }) => name === id);
			if (!deviation) throw new ApiError(404, `There is no deviation ${id}.`);
			for (const rule of deviation.rules) emulator.faults.add(rule);
			return done;
		}
		case 'POST reset':
			emulator.reset();
			return done;
		case 'POST runs':
			return run(emulator.addRun(json() as RunSeed));
		case 'PATCH runs/ID':
			return run(emulator.setRun(id, json() as RunSeed));
		case 'POST runs/ID/resolve-review': {
			const { edits } = body.length > 0 ? (json() as { edits?: ReviewEdits }) : {};
			return run(emulator.resolveReview(id, { edits }));
		}
		case 'POST notifications': {
			const accepted = await emulator.addNotificationTarget(
				json() as unknown as NotificationTarget,
			);
			return { status: 200, json: { accepted } };
		}
		case 'POST runs/ID/notify':
			emulator.notify(id, json().kind as NotificationKind);
			return done;
		case 'POST clock':
			emulator.clock.advance?.(Number(json().advanceMs ?? 0));
			return { status: 200, json: { now: emulator.clock.now() } };
		case 'GET requests':
			return { status: 200, json: { requests: emulator.requests } };
		case 'DELETE requests':
			emulator.clearRequests();
			return done;
		case 'POST files': {
			const { path: target, text, base64 } = json() as Record<string, string | undefined>;
			if (!target) throw new ApiError(400, 'path is required.');
			emulator.putDriveFile(target, Buffer.from(base64 ?? text ?? '', base64 ? 'base64' : 'utf8'));
			return done;
		}
		case 'PATCH store': {
			const { units, jobMs } = json();
			if (typeof units === 'number') emulator.store.units = units;
			if (typeof jobMs === 'number') emulator.store.jobMs = jobMs;
			return done;
		}
		default:
			throw new ApiError(404, `There is no control ${method} ${path}.`);
	}
}
