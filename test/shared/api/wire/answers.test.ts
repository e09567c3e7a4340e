import { readAnswer, saysDone } from '../../../../nodes/shared/api/wire/answers';
import type { AiHubError } from '../../../../nodes/shared/api/wire/errors';
import { headerValue } from '../../../../nodes/shared/api/wire/credential';
import { PAGE_INSTEAD } from '../../../../nodes/shared/api/wire/httpErrors';
import type { ApiRequest } from '../../../../nodes/shared/api/wire/send';

const TOKEN = 'token-1';
const redact = (text: string) => text.split(TOKEN).join('***');

const answered = (operationId: string, body: unknown, sensitive?: string[]) => {
	const request: ApiRequest = { operationId, method: 'GET', path: '/v2/any', sensitive };
	return readAnswer(request, { status: 200, headers: {}, body }, redact);
};

function refused(operationId: string, body: unknown, sensitive?: string[]): AiHubError {
	try {
		answered(operationId, body, sensitive);
	} catch (error) {
		return error as AiHubError;
	}
	throw new Error('it was taken for an answer');
}

const CHANGED = /^Check API Root .* run this again\.$/;
const TOO_MUCH = /^Ask for less at once/;
const DIFFERENT = /^Check API Root .* ask its administrator\.$/;

describe('an operation that is answered by its status', () => {
	it.each([
		['nothing', ''],
		['blanks', ' \n'],
		['no text', undefined],
		['plain words', 'Accepted'],
		['a word of JSON', '"done"'],
		['null', 'null'],
		['a number', '7'],
		['a list', '[]'],
		['a list that is no JSON', '[1,'],
		['words with a bracket', 'done {'],
	])('has its answer in %s', (_, body) => {
		expect(answered('deleteBatch', body)).toEqual({});
		expect(answered('somethingNew', body)).toEqual({});
	});

	it('gives the object where there is one', () => {
		expect(answered('deleteRun', '{"job_id":"7"}')).toEqual({ job_id: '7' });
		expect(answered('somethingNew', '\n{"a":{"b":1}}')).toEqual({ a: { b: 1 } });
	});

	it.each([
		['an object that broke off', ' \n{"job_id":', 'it is not JSON: "{"job_id":"', CHANGED],
		['a web page', '<html><title>Sign in</title></html>', 'it is a web page', PAGE_INSTEAD],
	])('has none in %s', (_, body, why, hint) => {
		const error = refused('deleteRun', body);
		expect(error.message).toBe(`AI Hub gave an answer that cannot be read: ${why}`);
		expect(error.hint).toEqual(typeof hint === 'string' ? hint : expect.stringMatching(hint));
	});
});

describe('an operation that is asked for something', () => {
	it.each([
		['listBatches', '{"batches":[]}'],
		['getAuditLogs', '{"data":{"results":[]}}'],
		['createBatch', '{"id":0}'],
		['getBatch', '{"name":"mine"}'],
		['runApp', '{"run_id":"7"}'],
		['getRunStatus', '{"status":"RUNNING"}'],
		['getRunResults', '{"files":[]}'],
		['getRunResults', '{"case_info":{}}'],
		['jobStatus', '{"state":"DONE"}'],
	])('%s is answered by %s', (operationId, body) => {
		expect(answered(operationId, body)).toEqual(JSON.parse(body));
	});

	it.each([
		['listBatches', '{}', 'it has no list "batches"'],
		['listBatches', '{"batches":{}}', 'it has no list "batches"'],
		['listBatches', '{"batches":null,"count":0}', 'it has no list "batches"'],
		['getAuditLogs', '{"data":null}', 'it has no list "data.results"'],
		['getAuditLogs', '{"data":"results"}', 'it has no list "data.results"'],
		['getAuditLogs', '{"data":{}}', 'it has no list "data.results"'],
		['getAuditLogs', '{}', 'it has no list "data.results"'],
		['createBatch', '{"id":null}', 'it has no "id"'],
		['createBatch', '{"id":""}', 'it has no "id"'],
		['createBatch', '{"id":true}', 'it has no "id"'],
		['runApp', '{}', 'it has no "id" or "run_id"'],
		['runApp', '{"id":{},"run_id":["7"]}', 'it has no "id" or "run_id"'],
		['getRunResults', '{"files":null}', 'it has no "files" or "case_info"'],
		['getRunResults', '{"files":""}', 'it has no "files" or "case_info"'],
		['runApp', 'null', 'it is no object'],
		['runApp', '[{"id":"7"}]', 'it is no object'],
		['runApp', '7', 'it is no object'],
		['runApp', '{"message":"Try later"}', 'Try later'],
		['runApp', '"Try later"', 'Try later'],
	])('%s is not answered by %s', (operationId, body, why) => {
		const error = refused(operationId, body);
		expect(error.message).toBe(`AI Hub's answer is not what was asked for: ${why}`);
		expect(error.kind).toBe('unexpectedAnswer');
		expect(error.hint).toMatch(DIFFERENT);
		expect(error.details).toMatchObject({
			status: 200,
			operationId,
			apiMessage: why.startsWith('it ') ? undefined : why,
			isReadable: true,
			maybeDone: true,
		});
	});

	it.each([
		['nothing', '', 'it is empty'],
		['blanks', ' \n ', 'it is empty'],
		['no text', undefined, 'it is empty'],
		['words', 'Try  \n later ', 'it is not JSON: "Try later"'],
		['half of an object', '{"id":', 'it is not JSON: "{"id":"'],
	])('is not answered by %s', (_, body, why) => {
		const error = refused('runApp', body);
		expect(error.message).toBe(`AI Hub gave an answer that cannot be read: ${why}`);
		expect(error.hint).toMatch(CHANGED);
		expect(error.details).toEqual({
			hint: error.hint,
			status: 200,
			operationId: 'runApp',
			maybeDone: true,
		});
	});

	it('is not answered by a web page, of which no words are told', () => {
		const error = refused('runApp', '<html><title>Sign in</title></html>');
		expect(error.message).toBe('AI Hub gave an answer that cannot be read: it is a web page');
		expect(error.details).toEqual({
			hint: PAGE_INSTEAD,
			status: 200,
			operationId: 'runApp',
			isPage: true,
			maybeDone: true,
		});
	});

	it('is not answered by more than can be read, and less is to be asked for', () => {
		const error = refused('runApp', '['.repeat(1_001) + ']'.repeat(1_001));
		expect(error.message).toMatch(/^AI Hub gave an answer that cannot be read: it .*: "\[{60}"$/);
		expect(error.hint).toMatch(TOO_MUCH);
		expect(error.details).toMatchObject({ isReadable: true, maybeDone: true });
		expect(error.details.isPage).toBeUndefined();
	});

	it('tells the first sixty characters, and no half of one', () => {
		const error = refused('runApp', '🙂'.repeat(100));
		expect(error.message).toMatch(/: "(🙂){60}"$/u);
	});
});

describe('an error under a success', () => {
	it.each([
		['{"status":"ERROR","msg":"No such app"}', 'No such app'],
		['{"status":"error"}', 'no reason given'],
		['{"success":false,"message":"Not now"}', 'Not now'],
		['{"ok":false,"message":"Not now"}', 'Not now'],
		['{"errors":["one","two"]}', 'one; two'],
		['{"error":{"message":"inner"}}', 'inner'],
		['{"error":"words"}', 'words'],
		['{"error":{}}', 'no reason given'],
		['{"error":{},"id":{}}', 'no reason given'],
	])('is told in the words of AI Hub: %s', (body, words) => {
		for (const operationId of ['listRuns', 'deleteRun', 'somethingNew']) {
			const error = refused(operationId, body);
			expect(error.message).toBe(`AI Hub rejected the request: ${words}`);
			expect(error.kind).toBe('rejected');
			expect(error.hint).toBe('Check the values of this node against the message of AI Hub.');
			expect(error.details).toMatchObject({
				status: 200,
				operationId,
				apiMessage: words === 'no reason given' ? undefined : words,
				isReadable: true,
				maybeDone: false,
			});
		}
	});

	it.each([
		'{"status":"ERRORS"}',
		'{"status":"NO ERROR"}',
		'{"status":1}',
		'{"status":["ERROR"]}',
		'{"success":true}',
		'{"errors":[]}',
		'{"errors":"none"}',
		'{"error":""}',
		'{"error":null}',
		'{"error":false}',
		'{"status":"ERROR","id":"7"}',
		'{"status":"ERROR","run_id":"7"}',
		'{"success":false,"id":0}',
	])('is not what AI Hub says of something else: %s', (body) => {
		expect(answered('deleteRun', body)).toEqual(JSON.parse(body));
	});
});

it.each([
	['runApp', `${TOKEN} and the secret`],
	['runApp', `{"message":"${TOKEN} and the secret"}`],
	['runApp', `{"status":"ERROR","message":"${TOKEN} and the secret"}`],
])('no words tell what is secret: %s %s', (operationId, body) => {
	const error = refused(operationId, body, ['the secret']);
	expect(error.message).toContain('*** and ***');
	expect(JSON.stringify(error.details)).not.toMatch(/token-1|the secret/);
});

it.each([
	[200, false],
	[201, true],
	[204, true],
])('a status of %i says of itself that something was done: %p', (status, isDone) => {
	expect(saysDone({ status, headers: {}, body: '' })).toBe(isDone);
});

describe('a value for a header', () => {
	it.each([
		[' token ', 'token'],
		['~ !', '~ !'],
		['', ''],
		[undefined, ''],
		[7, ''],
	])('of %p is %p', (value, text) => expect(headerValue('Token', value)).toBe(text));

	it.each(['line\nbreak', 'quo’te', 'tab\there', '\x7f'])('is never %p', (value) => {
		expect(() => headerValue('API Token', `x${value}x`)).toThrow(
			expect.objectContaining({
				kind: 'invalidInput',
				message: expect.stringMatching(/^API Token has a character that cannot be sent/) as string,
				hint: 'Copy API Token again from AI Hub into the credential.',
			}) as Error,
		);
	});
});
