const { dest, src } = require('gulp');

/** Copies what tsc leaves out: icons, codex files and previews of outputs, beside the compiled code. */
function build() {
	return src(
		['nodes/**/*.{svg,node.json}', 'nodes/**/__schema__/**/*.json', 'credentials/**/*.svg'],
		{
			base: '.',
			encoding: false,
		},
	).pipe(dest('dist'));
}

exports.build = build;
exports.default = build;
