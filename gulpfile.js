const { dest, src } = require('gulp');

/** Copies what tsc leaves out: the icons and the codex files, beside the compiled code. */
function build() {
	return src(['nodes/**/*.{svg,node.json}', 'credentials/**/*.svg'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));
}

exports.build = build;
exports.default = build;
