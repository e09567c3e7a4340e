// What n8n's strict config, in the folder above, does not look for: regular expressions that a long
// text from outside keeps busy for hours, and with them all of n8n.
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

export default tseslint.config({
	files: ['**/*.ts'],
	languageOptions: { parser: tseslint.parser },
	linterOptions: { reportUnusedDisableDirectives: 'off' },
	plugins: { regexp },
	rules: {
		'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
		'regexp/no-super-linear-move': ['error', { report: 'potential' }],
	},
});
