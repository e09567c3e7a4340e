import type { INodeOutputConfiguration, INodeParameters } from 'n8n-workflow';

/**
 * The outputs of the node, which depend on what is chosen. n8n evaluates the source of this
 * function in an expression, so it must use nothing from outside of it.
 */
export function outputsOf(parameters: INodeParameters): INodeOutputConfiguration[] {
	const output = (displayName?: string): INodeOutputConfiguration => ({
		type: 'main',
		displayName,
	});
	const processing = parameters.resource === 'document' && parameters.operation === 'process';
	const outputs =
		processing && parameters.routeOutput === true
			? [output('Approved'), output('Needs Review'), output('Failed')]
			: [output()];
	const { waitBy } = (parameters.options ?? {}) as INodeParameters;
	return processing && waitBy === 'callback' ? [...outputs, output('Timed Out')] : outputs;
}
