import { eml, signedEml, winmail } from '../support/mail';
import { type MailServer, startMailServer } from '../support/mailServer';
import { errorOf, type Execution, itemsOf, type Workflow } from '../support/n8nTypes';
import { type Postgres, startPostgres } from '../support/services';
import { until } from '../support/until';
import { executed, importExample, rowsOf, succeeded } from './example';
import { E2e, node } from './world';

let e2e: E2e;
let mailServer: MailServer;
let postgres: Postgres;

beforeAll(async () => {
	mailServer = await startMailServer();
	postgres = await startPostgres();
	e2e = await E2e.start();
});

afterAll(async () => {
	await e2e?.close();
	await postgres?.stop();
	await mailServer?.stop();
});

beforeEach(() => e2e.emulator.reset());

const invoice = (number: string) => `INVOICE\nInvoice Number: ${number}\nTotal Due: 12.50\n`;

let published: Promise<Workflow> | undefined;

/** The example, filled in and published once, with something that reads its file back. */
async function mailWorkflow(): Promise<Workflow> {
	return await (published ??= publishMailWorkflow());
}

async function publishMailWorkflow(): Promise<Workflow> {
	const { port } = mailServer;
	const imap = { user: 'owner@example.com', password: 'secret', host: '127.0.0.1', port };
	const workflow = await importExample(e2e, 'email-attachments-to-spreadsheet', {
		credentials: { imap: { ...imap, secure: false, allowUnauthorizedCerts: false } },
		fillIn: { 'Process Attachments': { deploymentId: e2e.deployment('Invoices Deployment') } },
	});
	// What a person connects to it: here something that reads the file back.
	const read = node('Read Spreadsheet', 'n8n-nodes-base.extractFromFile', { operation: 'xlsx' });
	await e2e.rest.patchWorkflow(workflow.id, {
		nodes: [...workflow.nodes, read],
		connections: {
			...workflow.connections,
			'Make Spreadsheet': { main: [[{ node: read.name, type: 'main', index: 0 }]] },
		},
	});
	await e2e.rest.activateWorkflow(workflow.id);
	return workflow;
}

test('email-attachments-to-spreadsheet: an e-mail on an IMAP server becomes a spreadsheet', async () => {
	const { rest } = e2e;
	const { id: workflowId } = await mailWorkflow();
	await mailServer.deliver({
		subject: 'Two invoices',
		attachments: [
			{ name: 'a.txt', content: invoice('A-1') },
			{ name: 'b.txt', content: invoice('B-2') },
		],
	});
	const withRows = await until(
		async () => {
			// The node looks when an e-mail comes in while it is connected, which is not at once.
			await mailServer.deliver({ subject: 'Nothing attached' });
			for (const { id } of await rest.listExecutions(workflowId)) {
				const execution = succeeded(await rest.finishedExecution(id));
				if (rowsOf(execution, 'Read Spreadsheet').length > 0) return execution;
			}
			return undefined;
		},
		{ what: 'the spreadsheet', everyMs: 1000 },
	);

	const [{ binary }] = itemsOf(withRows, 'Make Spreadsheet');
	expect(binary?.data.fileName).toMatch(/^documents-.*\.xlsx$/);
	expect(rowsOf(withRows, 'Read Spreadsheet')).toEqual([
		expect.objectContaining({ file_name: 'a.txt', Invoice_Number: 'A-1', Total_Due: '12.50' }),
		expect.objectContaining({ file_name: 'b.txt', Invoice_Number: 'B-2', Total_Due: '12.50' }),
	]);
	expect([...e2e.emulator.store.runs.values()]).toHaveLength(1);
	expect([...e2e.emulator.store.batches.values()]).toHaveLength(1);
});

/** As mail programs send them: besides documents a logo, a signature, what Outlook packs, an e-mail. */
const mails = () => {
	const picture = Buffer.alloc(3_000, 1);
	const logo = {
		name: 'image001.png',
		content: picture,
		type: 'image/png',
		cid: 'image001.png@01',
	};
	const html = '<p>See below.</p><img src="cid:image001.png@01">';
	const forwarded = eml({
		subject: 'Your order',
		attachments: [{ name: 'order.txt', content: invoice('E-5') }],
	});
	return [
		eml({
			subject: 'Invoice',
			html,
			attachments: [
				logo,
				{ name: 'c.txt', content: invoice('C-3'), type: 'text/plain' },
				{ name: 'winmail.dat', content: winmail('x.txt', 'x'), type: 'application/ms-tnef' },
				{ name: 'invite.ics', content: '', type: 'text/calendar' },
			],
		}),
		eml({ subject: 'Thank you', html, attachments: [logo] }),
		signedEml({
			subject: 'Signed',
			attachments: [{ name: 'd.txt', content: invoice('D-4'), type: 'text/plain' }],
		}),
		eml({
			subject: 'Fwd: Your order',
			attachments: [{ name: 'Your order.eml', content: forwarded, type: 'message/rfc822' }],
		}),
	];
};

test('email-attachments-to-spreadsheet: no logo, signature or empty file of an e-mail is paid', async () => {
	const { rest } = e2e;
	const { store } = e2e.emulator;
	const { id: workflowId } = await mailWorkflow();
	for (const mail of mails()) await mailServer.deliver(mail);
	const rows = await until(
		async () => {
			await mailServer.deliver({ subject: 'Nothing attached' });
			const found = new Map<unknown, string>();
			for (const { id } of await rest.listExecutions(workflowId)) {
				const execution = succeeded(await rest.finishedExecution(id));
				for (const { Invoice_Number: number, file_name } of rowsOf(execution, 'Read Spreadsheet')) {
					if (!/^[AB]-/.test(String(number))) found.set(number, String(file_name));
				}
			}
			return found.size >= 3 ? found : undefined;
		},
		{ what: 'the rows', everyMs: 1000 },
	);

	expect([...rows].sort()).toEqual([
		['C-3', 'c.txt'],
		['D-4', 'd.txt'],
		['E-5', 'order.txt'],
	]);
	const uploaded = [...store.batches.values()].flatMap(({ path }) =>
		store.drive.filesUnder(path).map((file) => file.path.split('/').pop()!),
	);
	expect(uploaded.sort()).toEqual(['Your order.eml', 'c.txt', 'd.txt']);
});

test('schedule-mailbox-to-postgres: every e-mail is saved once', async () => {
	const { store } = e2e.emulator;
	const { port } = postgres;
	const database = { host: '127.0.0.1', port, database: 'postgres', user: 'postgres' };
	const workflow = await importExample(e2e, 'schedule-mailbox-to-postgres', {
		credentials: { postgres: { ...database, password: '', ssl: 'disable' } },
		fillIn: {
			'Find Last Runs': { filters: { deploymentId: e2e.deployment('Mailbox Invoices') } },
			'Run Deployment on Mailbox': { deploymentId: e2e.deployment('Mailbox Invoices') },
		},
	});
	const saved = async () =>
		await postgres.query('SELECT * FROM aihub_documents ORDER BY file_name, run_id');

	const [invoices] = store.apps;
	invoices.outcome = 'FAILED';
	const failing = await e2e.finished(await e2e.rest.runWorkflow(workflow.id));
	expect(errorOf(failing)).toMatchObject({ node: 'Wait for Completion' });
	expect(await saved()).toEqual([]);

	invoices.outcome = 'COMPLETE';
	await executed(e2e, workflow);
	const first = await saved();
	expect(first.map((row) => row.file_name)).toEqual(['M-1002.txt', 'M-1003.txt', 'M-1004.txt']);
	expect(first[0]).toMatchObject({
		run_id: [...store.runs.values()][1].id,
		document_index: 0,
		class_name: 'Invoice',
		fields: { Total: '49.50' },
	});

	// Somebody starts the deployment by hand: that run took no e-mails for this workflow.
	e2e.emulator.addRun({ deploymentId: String(e2e.deployment('Mailbox Invoices').value) });
	await executed(e2e, workflow);
	expect(await saved()).toEqual(first);

	store.mails.push({ ...store.mails[0], receivedAt: Date.now() });
	await postgres.execute('ALTER TABLE aihub_documents RENAME COLUMN fields TO other');
	const unsaved = await e2e.finished(await e2e.rest.runWorkflow(workflow.id));
	expect(errorOf(unsaved)).toMatchObject({ node: 'Save Documents' });
	const runs = store.runs.size;
	await postgres.execute('ALTER TABLE aihub_documents RENAME COLUMN other TO fields');
	await retried(unsaved);
	await executed(e2e, workflow);
	expect((await saved()).map((row) => row.file_name)).toEqual([
		'M-1001.txt',
		...first.map((row) => row.file_name),
	]);
	expect(store.runs.size).toBe(runs + 1);
});

/** What "Retry with original workflow" does in n8n's list of executions. */
async function retried({ id }: Execution): Promise<void> {
	const { rest } = e2e;
	const retry = await rest.call<{ id: string }>('POST', `/executions/${id}/retry`, {
		loadWorkflow: false,
	});
	succeeded(await e2e.finished(retry.id));
}
