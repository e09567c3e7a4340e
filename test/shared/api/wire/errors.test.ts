import {
	AiHubError,
	assertLimit,
	attempt,
	type ErrorKind,
	invalidInput,
	isPassing,
	saysGone,
} from '../../../../nodes/shared/api/wire/errors';

describe('an error', () => {
	const error = new AiHubError('rejected', 'AI Hub said no', { hint: 'Ask again.', status: 400 });

	it('has a name, a kind, words and a hint', () => {
		expect(error).toBeInstanceOf(Error);
		expect(String(error)).toBe('AiHubError: AI Hub said no');
		expect(error.kind).toBe('rejected');
		expect(error.hint).toBe('Ask again.');
		expect(new AiHubError('cancelled', 'stopped').details).toEqual({});
	});

	it('stays what it is where more is told of it', () => {
		const more = error.with({ runId: 'r', status: 409 });
		expect(more).toMatchObject({ kind: 'rejected', message: 'AI Hub said no' });
		expect(more.details).toEqual({ hint: 'Ask again.', status: 409, runId: 'r' });
		expect(error.details.status).toBe(400);
		expect(error.with({}, 'Other words').message).toBe('Other words');
	});

	it.each<[ErrorKind, boolean]>([
		['unavailable', true],
		['rateLimited', true],
		['unexpectedAnswer', true],
		['rejected', false],
		['authentication', false],
		['notFound', false],
		['cancelled', false],
	])('of kind %s passes by itself: %p', (kind, passes) => {
		expect(isPassing(new AiHubError(kind, 'words'))).toBe(passes);
	});

	it('that is not ours does not pass by itself', () => {
		expect(isPassing(new Error('odd'))).toBe(false);
		expect(isPassing(Object.assign(new Error('odd'), { kind: 'unavailable' }))).toBe(false);
	});

	it.each<[string, Error, boolean]>([
		['AI Hub did not find it', new AiHubError('notFound', 'gone', { status: 404 }), true],
		['a proxy had a page', new AiHubError('notFound', 'gone', { isPage: true }), false],
		['AI Hub refused', new AiHubError('rejected', 'no'), false],
		[
			'the error is not ours',
			Object.assign(new Error('no'), { kind: 'notFound', details: {} }),
			false,
		],
	])('says that something is gone only where AI Hub says so: %s', (_, what, gone) => {
		expect(saysGone(what)).toBe(gone);
	});

	it('for wrong input says what to do', () => {
		expect(invalidInput('Wrong', 'Do this.')).toMatchObject({
			kind: 'invalidInput',
			message: 'Wrong',
			hint: 'Do this.',
		});
	});
});

describe('a wait limit', () => {
	it.each([[0], [-1], [1.5], [Infinity]])('may be %p', (limit) => {
		expect(() => assertLimit(limit)).not.toThrow();
	});

	it.each<[unknown]>([[NaN], ['5'], [undefined], [null], [{}]])('may not be %p', (limit) => {
		expect(() => assertLimit(limit as number)).toThrow(
			expect.objectContaining({
				kind: 'invalidInput',
				message: expect.stringContaining('not a number') as string,
				hint: expect.stringContaining('as a number') as string,
			}),
		);
	});
});

describe('an attempt', () => {
	it('holds what was answered', async () => {
		expect(await attempt(async () => 7)).toEqual({ ok: true, value: 7 });
	});

	it('holds the very error, also one that came at once', async () => {
		const error = new TypeError('odd');
		expect(await attempt(() => Promise.reject(error))).toEqual({ ok: false, error });
		const outcome = await attempt(() => {
			throw error;
		});
		expect(!outcome.ok && outcome.error).toBe(error);
	});

	it('makes an error of what is none', async () => {
		const outcome = await attempt(async () => {
			throw 'just words' as unknown as Error;
		});
		expect(!outcome.ok && outcome.error).toBeInstanceOf(Error);
		expect(outcome).toMatchObject({ ok: false, error: { message: 'just words' } });
	});
});
