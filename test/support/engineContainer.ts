import { createRequire } from 'node:module';

// npm installs several versions of n8n's DI container; the services live in the one of n8n-core.
const requireFromCore = createRequire(require.resolve('n8n-core'));

interface ServiceContainer {
	get<T>(type: abstract new (...args: never[]) => T): T;
}

export const { Container } = requireFromCore('@n8n/di') as { Container: ServiceContainer };

interface Closable {
	onShutdown(): void;
}

const { SSHClientsManager } = requireFromCore('./execution-engine/ssh-clients-manager.js') as {
	SSHClientsManager: new () => Closable;
};

// It looks every minute for tunnels to close, and would hold all of a test file in memory for good.
afterAll(() => Container.get(SSHClientsManager).onShutdown());
