/** What is printed in the samples. Companies and numbers are made up; nothing here is real. */

export interface PrintedTable {
	name: string;
	/** The first row is the header. */
	rows: string[][];
}

export interface PrintedDocument {
	title: string;
	fields: Array<[label: string, value: string]>;
	table?: PrintedTable;
	totals: Array<[label: string, value: string]>;
	/** Whether the printed lines add up to the printed total. */
	addsUp: boolean;
}

export interface Sample {
	file: string;
	documents: PrintedDocument[];
}

interface Order {
	title: string;
	head: Array<[label: string, value: string]>;
	lines: Array<[item: string, quantity: number, price: number]>;
	/** Per cent of the subtotal. */
	tax: number;
	money: (amount: number) => string;
	/** Added to the printed sum of the lines: the mistake that a validation must find. */
	mistake?: number;
}

function printed(order: Order): PrintedDocument {
	const { money, mistake = 0 } = order;
	const sum = order.lines.reduce((total, [, quantity, price]) => total + quantity * price, 0);
	const subtotal = sum + mistake;
	const tax = Math.round(subtotal * order.tax) / 100;
	return {
		title: order.title,
		fields: order.head,
		table: {
			name: 'Line Items',
			rows: [
				['Item', 'Quantity', 'Unit Price', 'Amount'],
				...order.lines.map(([item, quantity, price]) => [
					item,
					String(quantity),
					money(price),
					money(quantity * price),
				]),
			],
		},
		totals: [
			['Subtotal', money(subtotal)],
			['Tax', money(tax)],
			['Total Due', money(subtotal + tax)],
		],
		addsUp: mistake === 0,
	};
}

const format = (locale: string) => {
	const number = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 });
	return (amount: number) => number.format(amount);
};
const plain = format('en-US');
const german = format('de-DE');
const dollars = (amount: number) => `$${plain(amount)}`;
const pounds = (amount: number) => `£${plain(amount)}`;
const euros = (amount: number) => `${german(amount)} EUR`;

const PARTS = ['Bracket', 'Hinge', 'Latch', 'Roller', 'Spacer', 'Washer'];

/** Enough lines to run over three pages. */
const manyLines = Array.from({ length: 72 }, (_, index): [string, number, number] => [
	`${PARTS[index % PARTS.length]} No. ${100 + index}`,
	1 + (index % 9),
	2.5 + index * 0.25,
]);

const invoice = (from: string, number: string, date: string, due: string): Order['head'] => [
	['Vendor', from],
	['Invoice Number', number],
	['Invoice Date', date],
	['Due Date', due],
];

export const SAMPLES: Sample[] = [
	{
		file: 'northwind-paper-supply.pdf',
		documents: [
			printed({
				title: 'Invoice',
				head: [
					...invoice('Northwind Paper Supply', 'NPS-1041', '2026-03-02', '2026-04-01'),
					['Bill To', 'Contoso Print Shop'],
				],
				lines: [
					['Copy paper A4, box', 12, 24.5],
					['Card stock, ivory', 4, 18.75],
					['Envelopes C5', 10, 6.2],
				],
				tax: 8,
				money: dollars,
			}),
		],
	},
	{
		file: 'alpine-office-furniture.pdf',
		documents: [
			printed({
				title: 'Invoice',
				head: [
					...invoice('Alpine Office Furniture', '2026/0077', '14.03.2026', '13.04.2026'),
					['Currency', 'EUR'],
				],
				lines: [
					['Standing desk 160 cm', 3, 648.9],
					['Desk chair "Möve"', 3, 289.5],
				],
				tax: 19,
				money: euros,
			}),
		],
	},
	{
		file: 'harbor-hardware-three-pages.pdf',
		documents: [
			printed({
				title: 'Invoice',
				head: [
					...invoice('Harbor Hardware Wholesale', 'HH-90210', 'March 20, 2026', 'May 4, 2026'),
					['Purchase Order', 'PO-5512'],
				],
				lines: manyLines,
				tax: 6.25,
				money: plain,
			}),
		],
	},
	{
		file: 'mailroom-three-documents.pdf',
		documents: [
			printed({
				title: 'Invoice',
				head: invoice('Lakeside Catering', 'LC-310', '2026-02-11', '2026-02-25'),
				lines: [
					['Lunch buffet', 25, 14],
					['Coffee service', 2, 45],
				],
				tax: 10,
				money: dollars,
			}),
			printed({
				title: 'Purchase Order',
				head: [
					['Buyer', 'Fabrikam Workshops'],
					['Order Number', 'PO-7788'],
					['Order Date', '2026-02-12'],
				],
				lines: [
					['Safety gloves, pair', 40, 3.1],
					['Ear protection', 15, 11.9],
				],
				tax: 0,
				money: dollars,
			}),
			printed({
				title: 'Invoice',
				head: invoice('Meadow Cleaning Services', 'MC-0009', '2026-02-14', '2026-03-16'),
				lines: [['Office cleaning, February', 4, 180]],
				tax: 10,
				money: dollars,
			}),
		],
	},
	{
		file: 'riverside-printing-wrong-total.pdf',
		documents: [
			printed({
				title: 'Invoice',
				head: invoice('Riverside Printing', 'RP-558', '2026-03-09', '2026-03-23'),
				lines: [
					['Flyer, 5000 pieces', 1, 410],
					['Poster A1', 20, 9.8],
				],
				tax: 10,
				money: dollars,
				mistake: 90,
			}),
		],
	},
	{
		file: 'Café Lumière receipt #12.pdf',
		documents: [
			printed({
				title: 'Receipt',
				head: [
					['Merchant', 'Café Lumière'],
					['Receipt Number', '12'],
					['Date', '05/03/2026'],
					['Payment Method', 'Card'],
				],
				lines: [
					['Crème brûlée', 2, 6.5],
					['Espresso', 3, 2.8],
				],
				tax: 20,
				money: pounds,
			}),
		],
	},
	{
		file: 'woodgrove-delivery-note.txt',
		documents: [
			{
				title: 'Delivery Note',
				fields: [
					['Sender', 'Woodgrove Logistics'],
					['Delivery Number', 'DN-4711'],
					['Delivery Date', '2026-03-05'],
					['Carrier', 'Woodgrove Van 3'],
					['Packages', '6'],
					['Weight', '84.5 kg'],
				],
				totals: [],
				addsUp: true,
			},
		],
	},
];
