const before = new Map<string, string | undefined>();

/** Sets variables of this process's environment, until they are given back. */
export function setVariables(values: Record<string, string>): void {
	for (const [name, value] of Object.entries(values)) {
		if (!before.has(name)) before.set(name, process.env[name]);
		process.env[name] = value;
	}
}

export function giveVariablesBack(): void {
	for (const [name, value] of before) {
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	}
	before.clear();
}
