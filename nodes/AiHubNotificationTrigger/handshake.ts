import { Refusal } from './refusal';

const VALIDATION = 'microsoft.eventgrid.subscriptionvalidationevent';
const LONGEST_CODE = 512;

/**
 * The code that Event Grid wants back before it sends anything, in its own schema; undefined for
 * any other body.
 * @throws Refusal for a request that has no code
 */
export function validationCodeIn(body: unknown): string | undefined {
	const events = (Array.isArray(body) ? body : [body]) as Array<Record<string, unknown> | null>;
	const validation = events.find(
		(event) => String(event?.eventType ?? '').toLowerCase() === VALIDATION,
	);
	if (!validation) return undefined;
	const code = (validation.data as Record<string, unknown> | null | undefined)?.validationCode;
	if (typeof code === 'string' && code !== '' && code.length <= LONGEST_CODE) return code;
	throw new Refusal(400, 'The validation event has no validation code');
}

/** The answer to the OPTIONS request by which the CloudEvents schema asks for leave to send. */
export function leaveToSend(headers: Record<string, unknown>): Record<string, string> {
	const origin = headers['webhook-request-origin'];
	const rate = headers['webhook-request-rate'];
	return {
		Allow: 'POST, OPTIONS',
		...(typeof origin === 'string' && { 'WebHook-Allowed-Origin': origin }),
		...(typeof rate === 'string' && { 'WebHook-Allowed-Rate': rate }),
	};
}
