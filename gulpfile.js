const { mkdir, writeFile } = require('node:fs/promises');
const { basename, dirname, join, relative } = require('node:path');
const { build: bundle } = require('esbuild');
const { dest, parallel, src } = require('gulp');

const { n8n } = require('./package.json');

/** What n8n loads: the built files that package.json names. */
const ENTRIES = [...n8n.nodes, ...n8n.credentials];
const ALL_CODE = join('dist', 'aihub.js');

/** All code in one file, which n8n loads in less time than hundreds of them. */
async function code() {
	const sources = ENTRIES.map((entry) => entry.replace(/^dist/, '.').replace(/\.js$/, ''));
	await bundle({
		stdin: {
			contents: sources.map((source) => `export * from '${source}';`).join('\n'),
			resolveDir: __dirname,
		},
		bundle: true,
		platform: 'node',
		external: ['n8n-workflow'],
		outfile: ALL_CODE,
	});
}

/** One file for each node and credential, as n8n wants it, with the class that its name tells. */
async function entries() {
	for (const entry of ENTRIES) {
		const [name] = basename(entry).split('.');
		const allCode = relative(dirname(entry), ALL_CODE);
		await mkdir(dirname(entry), { recursive: true });
		await writeFile(entry, `exports.${name} = require('${allCode}').${name};\n`);
	}
}

/** Icons, codex files and previews of outputs, beside the entries. */
function papers() {
	return src(
		['nodes/**/*.{svg,node.json}', 'nodes/**/__schema__/**/*.json', 'credentials/**/*.svg'],
		{
			base: '.',
			encoding: false,
		},
	).pipe(dest('dist'));
}

exports.build = parallel(code, entries, papers);
exports.default = exports.build;
