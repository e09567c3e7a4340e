/** Rows of a CSV text: commas, or semicolons where the first line has more of them. */
export function parseCsv(text: string): string[][] {
	const [first = ''] = text.split('\n');
	const separator = first.split(';').length > first.split(',').length ? ';' : ',';
	const rows: string[][] = [[]];
	let cell = '';
	let quoted = false;
	const endCell = () => {
		rows.at(-1)!.push(cell);
		cell = '';
	};
	for (let index = 0; index < text.length; index++) {
		const character = text[index]!;
		if (quoted && character === '"' && text[index + 1] === '"') {
			cell += '"';
			index++;
		} else if (character === '"') quoted = !quoted;
		else if (quoted) cell += character;
		else if (character === separator) endCell();
		else if (character === '\n') {
			endCell();
			rows.push([]);
		} else if (character !== '\r') cell += character;
	}
	endCell();
	return rows.filter((row) => row.some((entry) => entry !== ''));
}
