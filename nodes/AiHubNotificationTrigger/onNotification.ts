import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Api } from '../shared/api/wire/api';
import { attempt } from '../shared/api/wire/errors';
import { apiFor } from '../shared/n8n/api';
import { readParameters } from '../shared/trigger/parameters';
import { alignRunItems } from '../shared/trigger/flatItems';
import { runItems } from '../shared/trigger/runItems';
import { type IncomingBody, readBody } from './body';
import { Desk, deskOf } from './desk';
import { leaveToSend, validationCodeIn } from './handshake';
import { readKnown, writeKnown } from './known';
import { Refusal } from './refusal';
import { report } from './report';
import { runHintsIn } from './runHints';
import { isSameSecret } from './secret';

/** Event Grid waits 30 seconds for an answer, and sends again by itself. */
const REQUEST_TIMEOUT_MS = 8000;
/** Results are asked for last, and may take most of the time that is left then. */
const RESULTS_TIMEOUT_MS = 20_000;
const TOO_SLOW =
	'AI Hub did not give the results in the time that a notification has. Use Run → Get Results with the ID of this run, which waits longer.';
const RETRY_S = 30;

/** Answers one request of AI Hub, or of anybody else who knows the address. */
export async function onNotification(n8n: IWebhookFunctions): Promise<IWebhookResponseData> {
	if (n8n.getRequestObject().method === 'OPTIONS') {
		return answer(n8n, 200, {}, leaveToSend(n8n.getHeaderData()));
	}
	const outcome = await attempt(async () => await handle(n8n));
	if (outcome.ok) return outcome.value;
	const { error } = outcome;
	if (error instanceof Refusal) {
		const { status, message, retryAfterS } = error;
		return answer(n8n, status, { message }, { ...retryAfter(retryAfterS), ...goodbye(status) });
	}
	// Whoever sent this need not know why, but a person must be able to find it.
	n8n.logger.error(
		`${n8n.getNode().name}: a notification could not be looked into: ${error.message}`,
	);
	const message = 'AI Hub could not be asked: send this again';
	return answer(n8n, 503, { message }, retryAfter(RETRY_S));
}

async function handle(n8n: IWebhookFunctions): Promise<IWebhookResponseData> {
	await assertSecret(n8n);
	const headers = n8n.getHeaderData();
	const body = await readBody(n8n.getRequestObject() as unknown as IncomingBody);
	const validationResponse = validationCodeIn(body);
	if (validationResponse !== undefined) return answer(n8n, 200, { validationResponse });
	const hints = runHintsIn(body, cloudEventHeaders(headers));
	if (hints.length === 0) return answer(n8n, 200, { message: 'Noted: the body names no run' });

	const parameters = readParameters(n8n);
	const n8nApi = await apiFor(n8n);
	const api = { ...n8nApi, ...once };
	const isTest = n8n.getMode() === 'manual';
	const data = n8n.getWorkflowStaticData('node');
	const saved = isTest ? readKnown(undefined) : readKnown(data.state);
	const desk = isTest ? new Desk() : deskOf(n8n.getWorkflow().id ?? '', n8n.getNode().id);
	const patient = { ...api, longestRequestMs: RESULTS_TIMEOUT_MS };
	const itemsOf = runItems(patient, parameters, isTest, (id) => {
		// A person who tests waits now, and nobody sends that again.
		return isTest || desk.slow.note(id, api.now()) ? TOO_SLOW : undefined;
	});
	const { items, toSave, settle } = await report({ api, parameters, itemsOf, desk, saved }, hints);
	if (!isTest && toSave !== undefined) data.state = writeKnown(toSave);
	if (items.length === 0) {
		settle(true);
		return answer(n8n, 200, { message: 'Noted: nothing to report' });
	}
	onceAnswered(n8n, settle);
	return { workflowData: [alignRunItems(items, parameters)] };
}

/** n8n answers when it has taken the items over and saved the state, and with an error otherwise. */
function onceAnswered(n8n: IWebhookFunctions, tell: (isTakenOver: boolean) => void): void {
	const response = n8n.getResponseObject();
	if (response.closed) return tell(true);
	response.once('close', () => tell(response.statusCode < 300));
}

async function assertSecret(n8n: IWebhookFunctions): Promise<void> {
	const secret = String(n8n.getNodeParameter('secret', ''));
	if (secret === '') return;
	const name = String(n8n.getNodeParameter('headerName', '')).trim().toLowerCase();
	const given = n8n.getHeaderData()[name];
	if (typeof given === 'string' && (await isSameSecret(given, secret))) return;
	throw new Refusal(401, 'The secret of this trigger is missing or wrong');
}

/** No request is repeated: whoever sent the notification sends it again. */
const once: Pick<Api, 'longestRequestMs' | 'retries'> = {
	longestRequestMs: REQUEST_TIMEOUT_MS,
	retries: false,
};

function cloudEventHeaders(headers: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('ce-')));
}

/** What is left unread of a broken body must not be taken for the next request. */
function goodbye(status: number): Record<string, string> {
	return status === 400 || status === 413 ? { Connection: 'close' } : {};
}

function retryAfter(seconds: number | undefined): Record<string, string> {
	return seconds === undefined ? {} : { 'Retry-After': String(seconds) };
}

function answer(
	n8n: IWebhookFunctions,
	status: number,
	body: IDataObject,
	headers: Record<string, string> = {},
): IWebhookResponseData {
	n8n.getResponseObject().status(status).set(headers).json(body);
	return { noWebhookResponse: true };
}
