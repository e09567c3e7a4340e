// Plain JavaScript in a thread of its own: pdf.js is an ES module, which a CommonJS test runner
// cannot import, and reading a large PDF must not hold up the server.
import { createRequire } from 'node:module';
import path from 'node:path';
import { parentPort } from 'node:worker_threads';

const require = createRequire(import.meta.url);

// pdf.js says at its import that it can draw no pictures here. None are drawn.
console.warn = () => {};
const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
const assets = path.dirname(require.resolve('pdfjs-dist/package.json'));

function open(bytes, password) {
	return pdfjs.getDocument({
		data: new Uint8Array(bytes),
		password,
		verbosity: 0,
		cMapUrl: `${assets}/cmaps/`,
		cMapPacked: true,
		standardFontDataUrl: `${assets}/standard_fonts/`,
		useSystemFonts: false,
	});
}

function item({ str, width, height, transform, hasEOL }, viewport) {
	const [x, y] = viewport.convertToViewportPoint(transform[4], transform[5]);
	return { text: str, x, y, width, height: height || Math.abs(transform[3]), hasEOL };
}

/** Pages with their text items; y is the baseline, from the top. */
async function read({ bytes, password }) {
	const task = open(bytes, password);
	try {
		const document = await task.promise;
		const pages = [];
		for (let number = 1; number <= document.numPages; number++) {
			const page = await document.getPage(number);
			const viewport = page.getViewport({ scale: 1 });
			const { items } = await page.getTextContent({ includeMarkedContent: false });
			const texts = items.map((entry) => item(entry, viewport));
			pages.push({ width: viewport.width, height: viewport.height, items: texts });
			page.cleanup();
		}
		return pages;
	} finally {
		await task.destroy();
	}
}

/** A PDF of some pages (from 0) of another. */
async function extract({ bytes, password, pages }) {
	const task = open(bytes, password);
	try {
		const document = await task.promise;
		return await document.extractPages([{ document: null, includePages: pages }]);
	} finally {
		await task.destroy();
	}
}

/** A PDF of lines of text. */
async function write({ lines }) {
	const PDFDocument = require('pdfkit');
	const document = new PDFDocument({ size: 'A4', margin: 50 });
	const chunks = [];
	document.on('data', (chunk) => chunks.push(chunk));
	const end = new Promise((resolve) => document.on('end', resolve));
	document.font('Courier').fontSize(9);
	for (const line of lines) document.text(line || ' ');
	document.end();
	await end;
	return new Uint8Array(Buffer.concat(chunks));
}

const tasks = { read, extract, write };

parentPort.on('message', async ({ id, task, input }) => {
	try {
		parentPort.postMessage({ id, value: await tasks[task](input) });
	} catch (error) {
		parentPort.postMessage({ id, error: { name: error.name, message: error.message } });
	}
});
