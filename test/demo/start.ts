import { once } from 'node:events';
import { createServer } from 'node:net';
import { OWNER } from '../support/n8nRest';
import { requestedFiles, UsageError } from './files';
import { prepareDemo } from './setup';

/** Where people expect n8n to be. */
const USUAL_PORT = 5678;

async function main() {
	const files = await requestedFiles(process.argv.slice(2));
	const port = (await isFree(USUAL_PORT)) ? USUAL_PORT : undefined;
	const demo = await prepareDemo({
		files,
		example: 'invoices-closed-loop',
		port,
		report: console.log,
	});
	try {
		const { store } = demo.emulator;
		const { deployments } = store;
		// The pickers of the nodes show only what runs have used, and name it by the folder that they read.
		for (const { id, name, workspace } of deployments) {
			const inputDir = `${store.workspacePath(workspace)}/${name}`;
			demo.emulator.addRun({ deploymentId: id, inputDir, status: 'COMPLETE' });
		}
		console.log(
			[
				'',
				`  Editor:    ${demo.n8n.url}/workflow/${demo.workflow.id}`,
				`  E-mail:    ${OWNER.email}`,
				`  Password:  ${OWNER.password}`,
				'',
				'Sign in and click "Execute workflow". What you change is kept until you stop.',
				'Ctrl-C stops n8n and the emulator.',
				'',
				'Deployments of the emulator, for nodes of your own:',
				...deployments.map(({ id, name }) => `  ${id}  ${name}`),
				'',
				'The documents, and the only folder that n8n may read:',
				`  ${demo.folder}`,
				'',
				'For credentials of your own:',
				`  API Root:   ${demo.emulator.url}`,
				`  API Token:  ${demo.emulator.token}`,
				`  IB-Context: ${demo.emulator.context}`,
			].join('\n'),
		);
		await stopSignal();
		console.log('\nStopping');
	} finally {
		await demo.close();
	}
	console.log('Stopped');
}

/** Ctrl-C, or a polite kill. Later ones are ignored, so that stopping is not cut short. */
function stopSignal(): Promise<void> {
	return new Promise((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
	});
}

async function isFree(port: number): Promise<boolean> {
	const server = createServer().listen(port, '127.0.0.1');
	try {
		await once(server, 'listening');
		server.close();
		await once(server, 'close');
		return true;
	} catch {
		return false;
	}
}

main().catch((error) => {
	console.error(error instanceof UsageError ? error.message : error.stack);
	process.exitCode = 1;
});
