import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Email } from 'postal-mime';

import { type Browser, startBrowser } from '../support/browser';
import type { Workflow } from '../support/n8nTypes';
import { type MailSink, startMailSink } from '../support/smtpServer';
import { until } from '../support/until';
import { importExample, published, rowsOfTable, succeeded } from './example';
import { E2e } from './world';

const SAMPLES = join(__dirname, '..', 'samples');

let e2e: E2e;
let browser: Browser;
let smtp: MailSink;
let workflow: Workflow;
let form: string;

beforeAll(async () => {
	smtp = await startMailSink();
	browser = await startBrowser();
	e2e = await E2e.start();
	const server = { host: '127.0.0.1', port: smtp.port, secure: false, disableStartTls: true };
	workflow = await importExample(e2e, 'doubtful-documents-by-mail', {
		credentials: { smtp: { user: 'owner@example.com', password: 'secret', ...server } },
		fillIn: {
			'Process Documents': {
				deploymentId: e2e.deployment('Invoices Deployment'),
				rules: {
					fieldRules: { entries: [{ field: 'Remark', minConfidence: 1, mayBeAbsent: true }] },
				},
			},
		},
	});
	form = `${e2e.n8n.url}/form/${await published(e2e, workflow, 'Upload Form')}`;
});

afterAll(async () => {
	await browser?.close();
	await e2e?.close();
	await smtp?.close();
});

beforeEach(() => {
	smtp.mails.length = 0;
});

interface Upload {
	name: string;
	mimeType: string;
	buffer: Buffer;
}

const sample = (name: string): Upload => ({
	name,
	mimeType: 'application/pdf',
	buffer: readFileSync(join(SAMPLES, name)),
});

const invoice = (name: string, ...lines: string[]): Upload => ({
	name,
	mimeType: 'text/plain',
	buffer: Buffer.from(['INVOICE', 'Vendor: Example Supplies', ...lines, ''].join('\n')),
});

async function upload(files: Upload[]): Promise<void> {
	const { page } = browser;
	await page.goto(form);
	await page.locator('input[type=file]').setInputFiles(files);
	await page.locator('#submit-btn').click();
}

async function mailAbout(name: string): Promise<Email> {
	return await until(() => smtp.mails.find(({ subject }) => subject?.includes(name)), {
		what: `the e-mail about ${name}`,
	});
}

async function openForm({ html }: Email): Promise<void> {
	const url = /href="([^"]+)"/.exec(html!)![1].replaceAll('&amp;', '&');
	// The e-mail leaves a moment before n8n waits for its answer.
	await until(async () => (await fetch(url)).ok, { what: 'the form' });
	await browser.page.goto(url);
}

/** What the form has filled in, by the labels of its fields. */
async function filledIn(): Promise<Array<[string, string]>> {
	const groups = browser.page.locator('.form-group:has(label)');
	return await Promise.all(
		(await groups.all()).map(async (group): Promise<[string, string]> => {
			const label = (await group.locator('label').innerText()).replace(/\s*\*$/, '');
			return [label, await group.locator('input, textarea, select').inputValue()];
		}),
	);
}

async function send(): Promise<void> {
	await browser.page.locator('#submit-btn').click();
	await browser.page.getByText('Got it, thanks').waitFor();
}

async function rowOf(file: string, status: string) {
	return await until(
		async () =>
			(await rowsOfTable(e2e, 'Reviewed invoices')).find(
				(row) => row.file_name === file && row.status === status,
			),
		{ what: `a row of ${file} that is ${status}` },
	);
}

const DECISION = 'What shall happen with this document?';

test('doubtful-documents-by-mail: what a person corrects in the form comes back into the row', async () => {
	const odd = `<img src=x> {{ 1 + 1 }} $' $$ &amp; &lt; "quoted" \\n and more of it`;
	await upload([
		sample('northwind-paper-supply.pdf'),
		sample('riverside-printing-wrong-total.pdf'),
		{ ...sample('northwind-paper-supply.pdf'), name: 'broken.pdf', buffer: Buffer.from('%PDF-') },
		invoice('odd.txt', 'Invoice Number: X-1', `Remark: ${odd}`, 'Total Due: 12.50'),
	]);
	// Nobody has answered, and all have been asked.
	const [wrongTotal, oddOne] = [await mailAbout('riverside'), await mailAbout('odd.txt')];
	expect(wrongTotal.html).toContain('• Subtotal: The amounts add up to 606.00, not to $696.00.');
	expect(wrongTotal.html).toMatch(/In AI Hub: http\S+\/runs/);
	expect(smtp.mails).toHaveLength(2);
	const before = await rowsOfTable(e2e, 'Reviewed invoices');
	expect(before.map(({ file_name: file, status }) => `${file}: ${status}`).sort()).toEqual([
		'broken.pdf: failed',
		'northwind-paper-supply.pdf: approved',
		'odd.txt: waiting for an answer',
		'riverside-printing-wrong-total.pdf: waiting for an answer',
	]);

	const { page } = browser;
	await openForm(oddOne);
	expect((await filledIn()).map(([label]) => label)).toEqual([
		'Remark',
		'Vendor',
		'Invoice_Number',
		'Total_Due',
		DECISION,
	]);
	expect(await page.locator('img[src=x]').count()).toBe(0);
	await page.getByLabel(DECISION).selectOption('Leave it out');
	await send();
	expect(await rowOf('odd.txt', 'left out')).toMatchObject({ total: '12.50', corrections: null });

	await openForm(wrongTotal);
	const [first, ...others] = await filledIn();
	expect(first).toEqual(['Subtotal', '$696.00']);
	expect(others).toContainEqual(['Total_Due', '$765.60']);
	await page.getByLabel('Subtotal').fill('$606.00');
	await page.getByLabel('Total_Due').fill('$666.60');
	await send();
	expect(await rowOf('riverside-printing-wrong-total.pdf', 'reviewed')).toMatchObject({
		id: before.find(({ file_name: file }) => String(file).startsWith('riverside'))!.id,
		vendor: 'Riverside Printing',
		total: '$666.60',
		reasons: 'Subtotal: The amounts add up to 606.00, not to $696.00.',
		corrections: 'Subtotal: $696.00 → $606.00; Total_Due: $765.60 → $666.60',
	});
	expect(await rowsOfTable(e2e, 'Reviewed invoices')).toHaveLength(4);
	expect(e2e.emulator.store.runs.size).toBe(1);
});

test('doubtful-documents-by-mail: a question that the mail server refused is asked by Retry', async () => {
	const { rest } = e2e;
	smtp.isRefusing = true;
	await upload([invoice('late.txt', 'Remark: late', 'Total Due: 8.00')]);
	const failed = await until(
		async () => {
			for (const { id } of await rest.listExecutions(workflow.id)) {
				const execution = await rest.getExecution(id);
				if (execution.status === 'error') return execution;
			}
			return undefined;
		},
		{ what: 'the question that failed' },
	);
	expect(await rowOf('late.txt', 'waiting for an answer')).toMatchObject({ total: '8.00' });
	smtp.isRefusing = false;
	const path = `/executions/${failed.id}/retry`;
	const { id } = await rest.call<{ id: string }>('POST', path, { loadWorkflow: false });
	await openForm(await mailAbout('late.txt'));
	await browser.page.getByLabel('Total_Due').fill('9.00');
	await send();
	expect(await rowOf('late.txt', 'reviewed')).toMatchObject({
		total: '9.00',
		corrections: 'Total_Due: 8.00 → 9.00',
	});
	succeeded(await e2e.finished(id));
	expect(smtp.mails).toHaveLength(1);
});
