import { endsOf, type Reading, readings } from './written';

/** A form of a secret that may be in a text. */
interface Form {
	text: string;
	/** How many characters before and behind it hold a part of the secret, too. */
	before: number;
	behind: number;
}

/** Fewer characters of a secret that reads otherwise than it is are in many a text by chance. */
const FEWEST_READ = 4;
/** So are fewer digits of it, or fewer characters of its beginning. */
const FEWEST_DIGITS = 8;

/**
 * Takes secrets out of a text from outside, as they are and without the blanks around them, in
 * whatever form they are written there: escaped as in JSON, program code, addresses and HTML, also
 * several times and mixed, and in Base64 and hexadecimal digits. So is the beginning of a secret with
 * which the text breaks off.
 */
export function redactSecrets(text: string, secrets: readonly string[]): string {
	const forms = new Map(secrets.flatMap(formsOf).map((form) => [form.text, form]));
	if (forms.size === 0) return text;
	const marks = new Marks(text);
	for (const reading of readings(text)) {
		const ends = endsOf(reading.text);
		for (const form of forms.values()) {
			markAll(marks, reading, form);
			for (const end of ends) markBeginning(marks, reading, form.text, end);
		}
	}
	return marks.replaced();
}

function formsOf(secret: string): Form[] {
	const trimmed = secret.trim();
	if (trimmed === '') return [];
	return [whole(secret), ...digitsOf(secret), ...readFormsOf(trimmed), ...digitsOf(trimmed)];
}

/** Whoever wrote the text may have read an escape in the secret. */
function readFormsOf(secret: string): Form[] {
	return [...readings(secret)]
		.map(({ text }) => text)
		.filter((text) => text === secret || text.trim().length >= FEWEST_READ)
		.map(whole);
}

function whole(text: string): Form {
	return { text, before: 0, behind: 0 };
}

function digitsOf(secret: string): Form[] {
	const bytes = Buffer.from(secret);
	const hex = bytes.toString('hex');
	// Three bytes make four digits: what is before the secret decides which of them it begins with.
	const base64 = [0, 1, 2].flatMap((before) => base64Behind(before, bytes));
	return [whole(hex), whole(hex.toUpperCase()), ...base64].filter(
		({ text }) => text.length >= FEWEST_DIGITS,
	);
}

/** The digits that are the secret's alone, whatever bytes are around it. */
function base64Behind(before: number, bytes: Buffer): Form[] {
	const digits = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
	const begin = (before * 8) / 6;
	const end = ((before + bytes.length) * 8) / 6;
	const text = digits.slice(Math.ceil(begin), Math.floor(end));
	const shared = { before: Math.ceil(begin % 1), behind: Math.ceil(end % 1) };
	return [text, text.replace(/\+/g, '-').replace(/\//g, '_')].map((form) => ({
		text: form,
		...shared,
	}));
}

function markAll(marks: Marks, reading: Reading, form: Form): void {
	const { text, sourceOf } = reading;
	let at = text.indexOf(form.text);
	while (at >= 0) {
		const end = at + form.text.length;
		const begin = Math.max(at - form.before, 0);
		marks.mark(...sourceOf(begin, Math.min(end + form.behind, text.length)));
		at = text.indexOf(form.text, end);
	}
}

function markBeginning(marks: Marks, reading: Reading, form: string, end: number): void {
	const tail = reading.text.slice(Math.max(end - form.length, 0), end);
	if (!tail.includes(form.slice(0, FEWEST_DIGITS))) return;
	const length = beginningAtEnd(form, tail);
	if (length >= FEWEST_DIGITS) marks.markFrom(reading.sourceOf(end - length, end)[0]);
}

/** How many characters at the end of a text, which is no longer than the form, are the beginning of it. */
function beginningAtEnd(form: string, text: string): number {
	const shorter = [0];
	const next = (length: number, char: string) => {
		let fitting = length;
		while (fitting > 0 && form[fitting] !== char) fitting = shorter[fitting - 1];
		return form[fitting] === char ? fitting + 1 : 0;
	};
	for (let at = 1; at < form.length; at++) shorter.push(next(shorter[at - 1], form[at]));
	let length = 0;
	for (let at = 0; at < text.length; at++) length = next(length, text[at]);
	return length;
}

/** Which characters of a text are secret. */
class Marks {
	private isSecret?: Uint8Array;

	constructor(private readonly text: string) {}

	mark(begin: number, end: number): void {
		// One more than there are characters, so that what is secret always ends.
		this.isSecret ??= new Uint8Array(this.text.length + 1);
		this.isSecret.fill(1, begin, end);
	}

	markFrom(begin: number): void {
		this.mark(begin, this.text.length);
	}

	replaced(): string {
		if (this.isSecret === undefined) return this.text;
		const pieces: string[] = [];
		let end = 0;
		let begin = this.isSecret.indexOf(1);
		while (begin >= 0) {
			pieces.push(this.text.slice(end, begin), '***');
			end = this.isSecret.indexOf(0, begin);
			begin = this.isSecret.indexOf(1, end);
		}
		return [...pieces, this.text.slice(end)].join('');
	}
}
