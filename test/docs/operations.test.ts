import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Resource } from '../../nodes/AiHub/defineResource';
import { resources } from '../../nodes/AiHub/resources';
import { ROUTES } from '../emulator/server';
import { describeWithSpec } from '../support/spec';
import { operationsPage, PAGE } from './operations';

const offered = () =>
	new Set(
		resources.flatMap(({ operations }) => operations.flatMap(({ operationIds }) => operationIds)),
	);

it('docs/operations.md is what the code says: if not, `npm run docs`', () => {
	expect(readFileSync(PAGE, 'utf8')).toBe(operationsPage());
});

it('README.md names every resource with all its operations', () => {
	const readme = readFileSync(resolve(PAGE, '../../README.md'), 'utf8');
	const rows = resources.map(
		({ name, operations }) => `| ${name} | ${operations.map((one) => one.name).join(', ')} |`,
	);
	expect(rows.filter((row) => !readme.includes(row))).toEqual([]);
});

it('names every operation of the node with its action and calls', () => {
	const page = operationsPage();
	for (const { name, operations } of resources) {
		for (const operation of operations) {
			expect(page).toContain(`| ${name} | ${operation.name} | ${operation.action} | `);
			expect(operation.operationIds.length).toBeGreaterThan(0);
		}
	}
	expect(page).toContain(
		'| Drive File | Download | Download drive file | `GET /v2/files/{path}` |',
	);
});

it('refuses an operation with a call that the API does not have', () => {
	const [operation] = resources[0].operations;
	const wrong: Resource = {
		...resources[0],
		operations: [{ ...operation, operationIds: ['inventedCall'] }],
	};
	expect(() => operationsPage([wrong])).toThrow('inventedCall');
});

it('the node offers every call that the emulator knows', () => {
	const known = ROUTES.map(({ operationId }) => operationId);
	expect(known).toHaveLength(27);
	expect([...offered()].sort()).toEqual([...known].sort());
});

describeWithSpec('the operations of the specification', (spec) => {
	it('are all offered by the node', () => {
		expect([...offered()].sort()).toEqual([...spec.operationIds].sort());
	});

	it('have the methods and paths of the page', () => {
		const page = operationsPage();
		for (const operationId of spec.operationIds) {
			expect(page).toContain(`\`${spec.endpoint(operationId)}\` | \`${operationId}\``);
		}
	});
});
