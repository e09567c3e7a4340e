/**
 * Where test files run. Each has modules of its own, as in Jest's own environment, but n8n is loaded
 * once for all files of a worker: loading it for each takes a quarter of the processor's time. So
 * that n8n and the nodes share one `Error` and one `process`, as they do in n8n, files run in the
 * worker's own context. A file with `@jest-environment node` has a context and an n8n of its own.
 */
import { createRequire } from 'node:module';
import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

declare global {
	/** Loads what all files of the worker share; undefined where a file has a context of its own. */
	var requireShared: NodeJS.Require | undefined;
}

/** Contexts that stand for the worker's own: Node has no name for that one. */
const standIns = new WeakSet<object>();

const { compileFunction } = vm;

vm.compileFunction = (code, params, options) => {
	const parsingContext = options?.parsingContext;
	const inOwn = parsingContext !== undefined && standIns.has(parsingContext);
	return compileFunction(code, params, inOwn ? { ...options, parsingContext: undefined } : options);
};

/** Jest keeps here what it calls at each event of a file: without an end, if files share it. */
const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS');

/** Jest's own clock, where a file sets another. */
Object.assign(globalThis, { [Symbol.for('jest-native-now')]: Date.now });

export default class SharedEnvironment extends TestEnvironment {
	private readonly sandbox: SharedEnvironment['global'];

	private readonly exit = process.exit;

	constructor(...given: ConstructorParameters<typeof TestEnvironment>) {
		super(...given);
		this.sandbox = this.global;
		standIns.add(this.context!);
		Reflect.deleteProperty(globalThis, EVENT_HANDLERS);
		globalThis.requireShared = createRequire(__filename);
		this.global = globalThis as unknown as SharedEnvironment['global'];
	}

	override async teardown(): Promise<void> {
		this.moduleMocker?.restoreAllMocks();
		process.exit = this.exit;
		this.global = this.sandbox;
		await super.teardown();
	}
}
