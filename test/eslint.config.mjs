// Tests and tools are not part of the package and may use what Node offers. The strict default
// config of n8n, in the folder above, is for what ships.
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{ ignores: ['n8n/**/node_modules/**'] },
	tseslint.configs.recommended,
	{
		rules: {
			'@typescript-eslint/no-require-imports': 'off',
			'@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_' }],
		},
	},
);
