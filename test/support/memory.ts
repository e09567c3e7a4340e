import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Gives back what nobody needs any more. */
export function collectGarbage(): void {
	collect();
	// The second waits for what the first left to be done beside the program.
	collect();
}
