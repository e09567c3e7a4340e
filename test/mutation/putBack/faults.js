/**
 * Faults that Document → Process once had. `npm run test:putBack` puts them back one by one, and tells
 * after how many generated executions the model finds each.
 *
 * @type {Record<string, { was: string, file: string, now: string, then: string }>}
 */
const stages = 'nodes/AiHub/resources/document/stages';
const n8n = 'nodes/AiHub/resources/document/n8n';

module.exports = {
	a: {
		was: 'runs of an earlier try are forgotten before n8n repeats the node',
		file: `${n8n}/memory.ts`,
		now: 'return this.kept.starts[this.keyOf(group)];',
		then: 'return this.kept.tries[this.turn].count > 1 ? undefined : this.kept.starts[this.keyOf(group)];',
	},
	b: {
		was: 'what waits for review or failed is cleaned up',
		file: `${stages}/cleanUp.ts`,
		now: "if (items.some(({ route }) => route !== 'approved')) {",
		then: 'if (false) {',
	},
	t: {
		was: 'a batch is deleted that another run is over, which stays',
		file: `${stages}/cleanUp.ts`,
		now: 'const isFree = batchId === undefined || !needed.has(batchId);',
		then: 'const isFree = needed.size >= 0;',
	},
	u: {
		was: 'a run that items share is deleted when one of them approves it',
		file: `${stages}/cleanUp.ts`,
		now: 'byRun.get(runId)!.some(({ kept })',
		then: 'byRun.get(runId)!.every(({ kept })',
	},
	c: {
		was: 'after a failed start the others are started all the same',
		file: `${stages}/beginAll.ts`,
		now: "if (stop.reason) throw new AiHubError('cancelled', 'Another item of this node failed');",
		then: '',
	},
	d: {
		was: 'documents that were there before a callback have columns of their own',
		file: `${n8n}/execution.ts`,
		now: 'alignItems(items), ',
		then: 'alignItems(items.slice(settled.length)), ',
	},
	e: {
		was: 'the rules are lost on the way through Timed Out',
		file: `${stages}/pending.ts`,
		now: 'wanted: { ...pending.wanted, limitMs: 0 },',
		then: 'wanted: { ...pending.wanted, rules: undefined, limitMs: 0 },',
	},
	r: {
		was: 'what is to be converted is lost on the way through Timed Out',
		file: `${stages}/pending.ts`,
		now: 'wanted: { ...pending.wanted, limitMs: 0 },',
		then: 'wanted: { ...pending.wanted, rows: { ...pending.wanted.rows, conversions: [] }, limitMs: 0 },',
	},
	f: {
		was: 'two callbacks at the same moment resume the execution twice',
		file: `${n8n}/resume.ts`,
		now: 'if (resuming.has(key)) return',
		then: 'if (false) return',
	},
	s: {
		was: 'a run that ended before n8n stored the execution is waited for',
		file: `${n8n}/callback.ts`,
		now: 'const ended = await finishUncalled(execution, begun);',
		then: 'const ended = begun;',
	},
	g: {
		was: 'a wait limit that is no number is taken',
		file: `${n8n}/settings.ts`,
		now: "const minutes = param<number>(item, 'options.waitLimit');\n\tif (minutes <= LONGEST_WAIT_MINUTES)",
		then: "const minutes = Number(rawParam(item, 'options.waitLimit'));\n\tif (true)",
	},
	h: {
		was: 'too many tags are refused after the upload',
		file: `${n8n}/settings.ts`,
		now: 'if (used > room) {',
		then: 'if (false) {',
	},
	i: {
		was: 'items come in the order in which they were settled',
		file: `${stages}/arrange.ts`,
		now: '.sort((one, other) => compare(one.place, other.place))',
		then: '',
	},
	k: {
		was: 'a file is opened once, although it is read twice when a run may be used again',
		file: `${stages}/content.ts`,
		now: 'let known: Promise<string> | undefined;',
		then: 'let known: Promise<string> | undefined; const { open } = file; let once: ReturnType<typeof open> | undefined; file = { ...file, open: async () => await (once ??= open()) };',
	},
	l: {
		was: 'after a crash, Retry starts another run',
		file: `${n8n}/memory.ts`,
		now: "return this.n8n.getMode() === 'retry';",
		then: 'return false;',
	},
	m: {
		was: 'a start is remembered only when it was answered',
		file: `${stages}/begin.ts`,
		now: 'starts.keep(group, start);\n\tcreated.maybeStarted = true;',
		then: 'created.maybeStarted = true;',
	},
	n: {
		was: 'what the list does not tell counts as absent',
		file: 'nodes/shared/api/work/recognizeRun.ts',
		now: "\treturn 'unclear';\n}",
		then: "\treturn 'no';\n}",
	},
	o: {
		was: 'one 404 counts as deleted',
		file: `${stages}/earlier.ts`,
		now: 'if (!saysGone(look.error)) throw look.error;',
		then: 'if (!saysGone(look.error)) throw look.error; return undefined;',
	},
	p: {
		was: 'a run starts without asking whether its files are there',
		file: 'nodes/shared/api/work/newBatch.ts',
		now: 'if (missing.length === 0) return id;',
		then: 'return id;',
	},
	q: {
		was: 'the error names one of several things that were created',
		file: `${stages}/beginAll.ts`,
		now: " + also.join(''));",
		then: ');',
	},
};
