/**
 * Makes docs/operations.md from the code: `npm run docs`. What the node offers comes from its
 * resources, methods and paths from the routes of the emulator, which tests hold against the
 * vendor's specification.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Operation, Resource } from '../../nodes/AiHub/defineResource';
import { resources } from '../../nodes/AiHub/resources';
import { ROUTES } from '../emulator/server';

export const PAGE = resolve(__dirname, '../../docs/operations.md');

const INTRODUCTION = `# Operations

Every operation of the AI Hub node, with the calls of the AI Hub API that it makes. Several calls in
one row are made as needed: a large file is uploaded in parts, a deletion is waited for only if you
ask for it, \`/v2/batches/jobs/…\` is asked only when a server does not have \`/v2/jobs/…\`, and
runs are listed to find one whose answer was lost, or to look after many runs at once.

Drive File → List Folder uses \`readFile\` in a way that AI Hub does not document.

This page is made from the code by \`npm run docs\`.
`;

/** The text of docs/operations.md. */
export function operationsPage(from: Resource[] = resources): string {
	const byName = <T extends { name: string }>(entries: T[]) =>
		[...entries].sort((one, other) => one.name.localeCompare(other.name));
	const rows = byName(from).flatMap((resource) =>
		byName(resource.operations).flatMap((operation) => rowsOf(resource, operation)),
	);
	const table = [
		['Resource', 'Operation', 'Action', 'Endpoint', 'operationId'],
		['---', '---', '---', '---', '---'],
		...rows,
	];
	return `${INTRODUCTION}\n${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

/** One row for each call; only the first one names the operation. */
function rowsOf(resource: Resource, operation: Operation): string[][] {
	return operation.operationIds.map((operationId, index) => [
		...(index === 0 ? [resource.name, operation.name, operation.action] : ['', '', '']),
		`\`${endpointOf(operationId)}\``,
		`\`${operationId}\``,
	]);
}

/** @throws Error for an operationId that the API does not have */
function endpointOf(operationId: string): string {
	const route = ROUTES.find((one) => one.operationId === operationId);
	if (!route) throw new Error(`The API has no operation "${operationId}"`);
	return `${route.method} ${route.path.replace('+}', '}')}`;
}

if (require.main === module) {
	writeFileSync(PAGE, operationsPage());
	process.stdout.write('docs/operations.md is written\n');
}
