import { bodies } from './attacks/bodies';
import { connections } from './attacks/connections';
import { contents } from './attacks/contents';
import { protocol } from './attacks/protocol';
import { redirects } from './attacks/redirects';
import type { AnswerClass } from '../../answers/operations';
import type { Attack } from './hub';

export interface NamedAttack {
	attack: Attack;
	early?: boolean;
	refuses?: boolean;
	/** What it must come to; default: an error, whatever was asked. */
	comesTo?: (is: AnswerClass) => 'error' | 'success' | 'either';
	/** Words of the error. */
	says?: RegExp;
	/** It takes seconds, so that only the long form has it. */
	slow?: true;
	/** Operations that it makes no sense for. */
	not?: AnswerClass[];
	/** At most so many bytes may be taken of one answer; default: what fits in buffers. */
	mostBytes?: number;
}

export const ATTACKS: Record<string, NamedAttack> = {
	...bodies,
	...connections,
	...contents,
	...protocol,
	...redirects,
};
