import type { IDataObject } from 'n8n-workflow';

import {
	reviewNotice,
	routesNotice,
} from '../../../../../nodes/AiHub/resources/document/stages/notices';
import type {
	FinishedRun,
	RoutedItem,
} from '../../../../../nodes/AiHub/resources/document/stages/types';
import type { Route } from '../../../../../nodes/shared/documents/routing';
import { NO_CHOICE } from '../../../../../nodes/shared/documents/shapes';
import { RULES, wanting } from './finishedRun';

const columns = (...names: string[]) => ({ ...NO_CHOICE, columns: names });

describe('the notice of runs that wait for a review', () => {
	const finished = (id: string, more: Partial<FinishedRun> = {}): FinishedRun => ({
		run: { id },
		itemIndexes: [0],
		files: [],
		wanted: wanting(),
		results: { id, files: [] },
		waitsForReview: true,
		...more,
	});
	const MEANS =
		'for a person in AI Hub, so these values are not final: "needs_review" is true on each document. Switch on Route by Trust to give them a way of their own.';

	it.each([
		[['1'], 'Run 1 waits'],
		[['1', '2'], 'Runs 1, 2 wait'],
		[['1', '2', '3'], 'Runs 1, 2, 3 wait'],
		[['1', '2', '3', '4'], 'Runs 1, 2, 3 and 1 more wait'],
		[['1', '2', '3', '4', '5'], 'Runs 1, 2, 3 and 2 more wait'],
		[['1', '1'], 'Run 1 waits'],
		[['1', '2', '1', '3', '2', '4'], 'Runs 1, 2, 3 and 1 more wait'],
	])('names three of them at most, and each once: %j', (ids, start) => {
		const runs = ids.map((id) => finished(id));
		expect(reviewNotice(runs)).toEqual({ message: `${start} ${MEANS}`, type: 'warning' });
	});

	it('is about those alone that wait, and whose documents have no way of their own', () => {
		const done = finished('1', { waitsForReview: false });
		const routed = finished('2', { wanted: wanting({ rules: RULES }) });
		expect(reviewNotice([done, routed, finished('3')])?.message).toBe(`Run 3 waits ${MEANS}`);
		expect(reviewNotice([done, routed])).toBeUndefined();
		expect(reviewNotice([])).toBeUndefined();
	});

	it.each([
		[true, wanting({ shape: 'flat' })],
		[true, wanting({ shape: 'rows', rows: columns('Total', 'needs review') })],
		[false, wanting({ shape: 'rows', rows: columns('Total') })],
		[true, wanting({ rows: columns('Total') })],
	])('says what marks the documents only where they have it: %s', (isMarked, wanted) => {
		const message = reviewNotice([finished('1'), finished('2', { wanted })])?.message;
		expect(message?.includes('"needs_review"')).toBe(isMarked);
		expect(message).toContain('are not final');
		expect(message).toMatch(/ Switch on Route by Trust to give them a way of their own\.$/);
	});
});

describe('the notice of what was not approved', () => {
	const routed = (route: Route, json: IDataObject = {}): RoutedItem => ({
		route,
		place: [0, 0, 0],
		item: { json },
	});
	const messageOf = (...items: RoutedItem[]) => routesNotice(items)?.message;
	const reasonOf = (json: IDataObject) => messageOf(routed('failed', json));

	it('is none where all is approved', () => {
		expect(routesNotice([routed('approved', { reasons: ['x'] })])).toBeUndefined();
		expect(routesNotice([])).toBeUndefined();
	});

	it('counts what left by each output, and gives the first reason of each', () => {
		const items = [
			routed('approved', { reasons: ['fine'] }),
			routed('needsReview', { file_name: 'a.pdf', reasons: ['Total is unsure.', 'Date'] }),
			routed('failed', { file_name: 'b.pdf', reasons: ['AI Hub could not read it.'] }),
			routed('failed', { file_name: 'c.pdf', reasons: ['other'] }),
		];
		expect(routesNotice(items)).toEqual({
			message:
				'Not approved: 2 under Failed (the first, b.pdf: AI Hub could not read it); 1 under Needs Review (a.pdf: Total is unsure)',
			type: 'warning',
		});
	});

	it('is about one output where nothing left by the other', () => {
		expect(messageOf(routed('failed'))).toBe('Not approved: 1 under Failed');
		expect(messageOf(routed('needsReview'), routed('needsReview'))).toBe(
			'Not approved: 2 under Needs Review',
		);
	});

	it.each<[IDataObject, string]>([
		[{ reasons: 'as one text' }, ' (as one text)'],
		[{ reasons: 'a. b.' }, ' (a. b)'],
		[{ reasons: ['x'], file_name: null }, ' (x)'],
		[{ reasons: [] }, ''],
		[{ reasons: '' }, ''],
		[{ reasons: [5] }, ''],
		[{ reasons: null, file_name: 'a.pdf' }, ''],
	])('gives a reason where there is one: %j', (json, reason) => {
		expect(reasonOf(json)).toBe(`Not approved: 1 under Failed${reason}`);
	});

	it('cuts a reason behind 160 characters', () => {
		const reasons = 'x'.repeat(153);
		expect(reasonOf({ file_name: 'a.pdf', reasons })).toContain(` (a.pdf: ${reasons})`);
		expect(reasonOf({ file_name: 'a.pdf', reasons: `${reasons}.` })).toContain(`${reasons})`);
		expect(reasonOf({ file_name: 'a.pdf', reasons: `${reasons}yz` })).toContain(`: ${reasons}…)`);
	});
});
