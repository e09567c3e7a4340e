import type { App, Deployment, RunStatus, User } from './entities';
import type { Store } from './store';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

function app(number: number, name: string, outcome: RunStatus, rest: Partial<App> = {}): App {
	return {
		id: `0a000000-0000-4000-8000-00000000000${number}`,
		name,
		durationMs: 2000,
		outcome,
		message: 'Completed single_flow',
		...rest,
	};
}

const APPS: App[] = [
	app(1, 'Invoices', 'COMPLETE'),
	app(2, 'Invoices With Review', 'STOPPED_AT_CHECKPOINT'),
	app(3, 'Failing App', 'FAILED', {
		message: 'Step 2 (classify) failed: the app "Failing App" always fails.',
	}),
	app(4, 'Slow Invoices', 'COMPLETE', { durationMs: 60_000, slow: true }),
	app(5, 'Loan Packet', 'COMPLETE', { packet: true }),
];

function deployment(number: number, name: string, of: App, rest: Partial<Deployment> = {}) {
	const id = `0d000000-0000-4000-8000-00000000000${number}`;
	return { id, name, appId: of.id, workspace: 'Operations', ...rest };
}

const DEPLOYMENTS: Deployment[] = [
	...APPS.map((entry, index) => deployment(index + 1, `${entry.name} Deployment`, entry)),
	deployment(6, 'Mailbox Invoices', APPS[0]!, { upstream: 'mailbox' }),
];

function invoice(number: string, date: string, lines: Array<[string, number, number]>): Buffer {
	const row = (cells: string[]) =>
		cells
			.map((cell) => cell.padEnd(18))
			.join('')
			.trimEnd();
	const total = lines.reduce((sum, [, quantity, price]) => sum + quantity * price, 0);
	const table = lines.map(([what, quantity, price]) =>
		row([what, String(quantity), price.toFixed(2), (quantity * price).toFixed(2)]),
	);
	const text = [
		'INVOICE',
		'',
		`Invoice No.: ${number}`,
		`Invoice Date: ${date}`,
		'Vendor: Example Supplies',
		'',
		row(['Description', 'Qty', 'Unit price', 'Amount']),
		...table,
		'',
		`Total: ${total.toFixed(2)}`,
		'',
	];
	return Buffer.from(text.join('\n'));
}

function seedMails(store: Store, now: number): void {
	const mail = (ageMs: number, number: string, price: number) =>
		store.mails.push({
			from: 'billing@example.com',
			subject: `Invoice ${number}`,
			receivedAt: now - ageMs,
			attachments: [
				{
					name: `${number}.txt`,
					bytes: invoice(number, '2026-01-05', [
						['Paper', 4, price],
						['Toner', 1, 2 * price],
					]),
				},
			],
		});
	mail(10 * DAY_MS, 'M-1001', 12.5);
	mail(3 * DAY_MS, 'M-1002', 8.25);
	mail(DAY_MS, 'M-1003', 40);
	mail(HOUR_MS, 'M-1004', 19.99);
}

function seedAuditLogs(store: Store, user: User, now: number): void {
	const types = ['login_v2', 'api_v2', 'app_v2', 'app_deployment_v2', 'review_v2'];
	for (let index = 0; index < 60; index++) {
		const at = now - (60 - index) * 30 * MINUTE_MS;
		store.addAuditLog(at, user, types[index % types.length]!, { operation: 'view', entry: index });
	}
}

/** Fills a new store with users, apps, deployments, mails and audit logs. */
export function seed(store: Store, token: string, now: number): void {
	const user: User = {
		username: 'emulator-user',
		email: 'emulator-user@example.com',
		serviceAccount: false,
		admin: true,
	};
	store.users.set(token, user);
	store.users.set('service-account-token', {
		username: 'emulator-service-account',
		email: 'emulator-service-account@example.com',
		serviceAccount: true,
		admin: false,
	});
	store.apps.push(...APPS.map((entry) => ({ ...entry })));
	store.deployments.push(...DEPLOYMENTS.map((entry) => ({ ...entry })));
	seedMails(store, now);
	seedAuditLogs(store, user, now);
}
