const swc = require('@swc/jest');

const [, options] = require('../../../jest.config.js').transform['^.+\\.ts$'];
const faults = require('./faults.js');

const id = process.env.AIHUB_PUT_BACK;
const fault = faults[id];
const transformer = swc.createTransformer(options);

/** The code with the fault in it. */
function spoilt(source, path) {
	if (!path.endsWith(`/${fault.file}`)) return source;
	if (source.split(fault.now).length !== 2) throw new Error(`Fault ${id} has no place in ${path}`);
	return source.replace(fault.now, fault.then);
}

module.exports = {
	...transformer,
	process: (source, path, rest) => transformer.process(spoilt(source, path), path, rest),
	getCacheKey: (source, path, rest) => transformer.getCacheKey(spoilt(source, path), path, rest),
};
