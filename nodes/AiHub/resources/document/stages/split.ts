/** What AI Hub takes in one run. */
export interface RunLimits {
	files: number;
	/** Bytes of all files together. */
	bytes: number;
}

/** What must not be split, if it can be helped: the files of one item. */
type Unit<T> = T[];

/**
 * Splits the files of several items over as few runs as their order allows, evenly. Files of one
 * item stay together, however large, unless they are too many for one run themselves.
 * @param units the files of each item
 * @returns the files of each run; one run when all fits
 */
export function splitOverRuns<T extends { size: number }>(
	units: Array<Unit<T>>,
	limits: RunLimits,
): T[][] {
	const whole = units.flatMap((unit) => {
		return unit.length <= limits.files
			? [unit]
			: evenly(
					unit.map((file) => [file]),
					limits,
				);
	});
	return evenly(whole, limits);
}

/** Of all ways to need so few runs, the one whose largest run is the smallest. */
function evenly<T extends { size: number }>(units: Array<Unit<T>>, limits: RunLimits): T[][] {
	const fewest = filled(units, limits).length;
	let low = 1;
	let high = limits.files;
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if (filled(units, { ...limits, files: middle }).length <= fewest) high = middle;
		else low = middle + 1;
	}
	return filled(units, { ...limits, files: low });
}

/** Fills one run after the other. A unit that is too large alone gets a run of its own. */
function filled<T extends { size: number }>(units: Array<Unit<T>>, limits: RunLimits): T[][] {
	const runs: T[][] = [];
	let room: RunLimits = { files: 0, bytes: 0 };
	for (const unit of units) {
		const bytes = bytesOf(unit);
		if (runs.length === 0 || unit.length > room.files || bytes > room.bytes) {
			runs.push([]);
			room = { ...limits };
		}
		for (const file of unit) runs[runs.length - 1].push(file);
		room.files -= unit.length;
		room.bytes -= bytes;
	}
	return runs;
}

function bytesOf(files: Array<{ size: number }>): number {
	return files.reduce((sum, { size }) => sum + size, 0);
}
