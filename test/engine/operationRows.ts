import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { byId, fileItem, INVOICE, type World } from './world';

/** How an operation is used on two items, and what must come of it. */
export interface Row {
	/** Parameters, for both items; what differs is an expression. */
	parameters: INodeParameters;
	/** Two items, so that the pairing shows. */
	items: INodeExecutionData[];
	/** What the output items hold, in their order, and at least so many. */
	output: object[];
	/** The input item of each output item; default: one output item for each input item. */
	pairs?: number[];
	/** What an error says when its answer can carry no words (HEAD). */
	refusal?: string;
}

export type Rows = Record<string, () => Row | Promise<Row>>;

export const items = (...json: object[]): INodeExecutionData[] =>
	json.map((one) => ({ json: one }) as never);

const FOLDER = 'emulator-org/Operations/fs/Instabase Drive/in box';
const isoTime = () => expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string;

/** The operations on drive files. */
export function driveFileRows(world: () => World): Rows {
	const paths = ['a b.txt', 'é中#%.pdf'].map((name) => `${FOLDER}/${name}`);
	const twoFiles = () => {
		for (const path of paths) world().emulator.putDriveFile(path, INVOICE);
		return items(...paths.map((path) => ({ path })));
	};
	const path = '={{ $json.path }}';
	return {
		'driveFile.delete': () => ({
			parameters: { path, options: { waitForDeletion: true, waitLimit: 1 } },
			items: twoFiles(),
			output: paths.map((one) => ({ deleted: true, path: one, job_state: 'COMPLETE' })),
		}),
		'driveFile.download': () => ({
			parameters: { path },
			items: twoFiles(),
			output: [
				{ file_name: 'a b.txt', mime_type: 'text/plain' },
				{ file_name: 'é中#%.pdf', mime_type: 'application/pdf' },
			],
		}),
		'driveFile.getMetadata': () => ({
			parameters: { path },
			items: twoFiles(),
			refusal: 'HTTP 400',
			output: paths.map(() => ({ type: 'file', size: INVOICE.length, modified_at: isoTime() })),
		}),
		'driveFile.listFolder': () => {
			twoFiles();
			return {
				parameters: { path: FOLDER, limit: '={{ $json.limit }}' },
				items: items({ limit: 1 }, { limit: 2 }),
				output: [{ name: 'a b.txt' }, { name: 'a b.txt' }, { name: 'é中#%.pdf' }],
				pairs: [0, 1, 1],
			};
		},
		'driveFile.upload': async () => ({
			parameters: { path: `${FOLDER}/{{ $json.name }}`.replace(/^/, '=') },
			items: [
				await fileItem({ data: 'a.txt' }, { name: 'new.txt' }),
				await fileItem({ data: 'b.txt' }, { name: '' }),
			],
			output: [{ file_name: 'new.txt', size: INVOICE.length }, { file_name: 'b.txt' }],
		}),
	};
}

/** The operations on secrets and the audit log. */
export function adminRows(world: () => World): Rows {
	const alias = '={{ $json.alias }}';
	const secret = (name: string) => ({
		alias: name,
		value: 'value in the store',
		description: '',
		allowedWorkspacesType: 'ALL' as const,
		allowedWorkspaces: [],
		createdAt: world().emulator.clock.now(),
		createdBy: 'emulator-user',
		updatedAt: world().emulator.clock.now(),
		updatedBy: 'emulator-user',
	});
	const twoSecrets = () => {
		for (const name of ['one', 'two']) world().emulator.store.secrets.set(name, secret(name));
		return items({ alias: 'one' }, { alias: 'two' });
	};
	return {
		'auditLog.getAll': () => ({
			parameters: { limit: 1, filters: { logTypes: '={{ [$json.type] }}' } },
			items: items({ type: 'login_v2' }, { type: 'review_v2' }),
			output: [
				{ log_type: 'login_v2', time: isoTime() },
				{ log_type: 'review_v2', time: isoTime() },
			],
		}),
		'secret.create': () => ({
			parameters: { alias, value: 'hidden' },
			items: items({ alias: 'one' }, { alias: 'two' }),
			output: [
				{ alias: 'one', allowed_workspaces_type: 'NONE' },
				{ alias: 'two', allowed_workspaces_type: 'NONE' },
			],
		}),
		'secret.delete': () => ({
			parameters: { alias },
			items: twoSecrets(),
			output: [
				{ deleted: true, alias: 'one' },
				{ deleted: true, alias: 'two' },
			],
		}),
		'secret.getAll': () => ({
			parameters: { filters: { alias } },
			items: twoSecrets(),
			output: [{ alias: 'one', created_at_iso: isoTime() }, { alias: 'two' }],
		}),
		'secret.update': () => ({
			parameters: { alias, updateFields: { description: 'new' } },
			items: twoSecrets(),
			output: [{ alias: 'one', updated_fields: ['description'] }, { alias: 'two' }],
		}),
	};
}

/** From files or a run to documents. */
export function documentRows(world: () => World): Rows {
	const pdf = expect.stringMatching(/\.pdf$/) as string;
	return {
		'document.process': async () => ({
			parameters: { deploymentId: byId(world().deploymentId), options: { runMode: 'perItem' } },
			items: [await fileItem({ data: 'a.txt' }), await fileItem({ data: 'b.txt' })],
			output: [
				{ file_name: 'a.txt', fields: { Total: '12.50' } },
				{ file_name: 'b.txt', fields: { Total: '12.50' } },
			],
		}),
		'run.downloadProcessedPdfs': async () => ({
			parameters: { runId: byId('={{ $json.run }}') },
			items: items(
				{ run: await world().startRun('Invoices', { generatePdf: true }) },
				{ run: await world().startRun() },
			),
			output: [
				{ file_name: 'invoice.txt', fields: { Total: '12.50' }, processed_pdf: pdf },
				{ file_name: 'invoice.txt', processed_pdf: null },
			],
		}),
	};
}
