import { parseArgs } from 'node:util';
import { createEmulator } from './index';

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '0' },
			token: { type: 'string' },
			context: { type: 'string' },
			'part-size': { type: 'string' },
			'run-seconds': { type: 'string' },
			'no-bytes': { type: 'boolean', default: false },
		},
	});
	const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
	const emulator = await createEmulator({
		port: Number(values.port),
		token: values.token,
		context: values.context,
		partSize: number(values['part-size']),
		runSeconds: number(values['run-seconds']),
		storeBytes: !values['no-bytes'],
	});
	const { apps, deployments } = emulator.store;
	const list = (entries: Array<{ id: string; name: string }>) =>
		entries.map((entry) => `  ${entry.id}  ${entry.name}`);
	const lines = [
		'AI Hub emulator: a stand-in for development. It is no AI: it reads labels and tables from',
		'the text of PDF and text files by fixed rules.',
		'',
		`API root:    ${emulator.url}`,
		`API token:   ${emulator.token}`,
		`IB-Context:  ${emulator.context}`,
		'',
		'Apps:',
		...list(apps),
		'Deployments:',
		...list(deployments),
		'',
		'To see how the nodes bear a server that differs from the specification:',
		`  curl ${emulator.url.replace(/api$/, '_control/deviations')}`,
		'names the ways; POST to one, with /NAME, switches it on, DELETE …/_control/faults all off.',
		'',
		'Stop it with Ctrl-C.',
	];
	const stop = () => void emulator.close().then(() => process.exit(0));
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
	console.log(lines.join('\n'));
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
