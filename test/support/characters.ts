import * as fc from 'fast-check';

/**
 * Units of generated texts. Those of fast-check itself first build a table of all characters there
 * are, in each file of tests that uses them.
 */
const between = (min: number, max: number) =>
	fc.integer({ min, max }).map((code) => String.fromCodePoint(code));

/** What a person may type: letters, signs, ideograms, emoji, and what several characters make up. */
export const printable = fc.oneof(
	between(0x20, 0x7e),
	between(0xae, 0x24f),
	between(0x391, 0x3a1),
	between(0x5d0, 0x5ea),
	between(0x4e00, 0x9fff),
	between(0x1f600, 0x1f64f),
	fc.constantFrom('e\u0301', '👨‍👩‍👧', '👍🏽', '🇨🇭', 'ก็', '각'),
);

/** Any character, but no half of one. */
export const character = fc.oneof(
	between(0, 0x7f),
	between(0, 0xd7ff),
	between(0xe000, 0xffff),
	between(0x10000, 0x10ffff),
);
