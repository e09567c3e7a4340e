import './engineHome';
import { ExecuteContext, RoutingNode } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	INodeCredentialTestResult,
	INodeType,
} from 'n8n-workflow';
import { createRunExecutionData } from 'n8n-workflow';

import { engineWorkflow, noOperation } from './engineWorkflow';

/**
 * What the "Test" button of the credential says. The declarative request goes through n8n-core's
 * routing; the verdict on its answer lives in the n8n server, so its rules are repeated here.
 */
export async function testCredential(
	credentialType: ICredentialType,
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const { test } = credentialType;
	if (test === undefined) throw new Error(`"${credentialType.name}" has no test request`);
	const credentials = { [credentialType.name]: data };
	const use = {
		node: nodeSendingOnly(credentialType, test),
		credentials,
		credentialTypes: [credentialType],
	};
	const { workflow, node, nodeType, additionalData } = engineWorkflow(use, 'internal');
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const decrypted = await context.getCredentials<ICredentialDataDecryptedObject>(
		credentialType.name,
		0,
	);
	const routing = new RoutingNode(context, nodeType, {
		id: credentialType.name,
		name: credentialType.name,
		type: credentialType.name,
		data: decrypted,
	});
	try {
		const output = await routing.runNode();
		return verdictOnBody(test, output?.[0]?.[0]?.json ?? {});
	} catch (error) {
		return verdictOnError(test, error as RoutingError);
	}
}

function nodeSendingOnly(type: ICredentialType, test: ICredentialTestRequest): INodeType {
	return {
		description: {
			...noOperation.description,
			credentials: [{ name: type.name, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					default: '',
					routing: { request: test.request },
				},
			],
		},
	};
}

interface RoutingError extends Error {
	cause?: { code?: string; response?: { status: number; statusText?: string } };
}

function verdictOnError(
	test: ICredentialTestRequest,
	error: RoutingError,
): INodeCredentialTestResult {
	const response = error.cause?.response;
	if (response === undefined) return failed(error.cause?.code ?? error.message);
	for (const rule of test.rules ?? []) {
		if (rule.type === 'responseCode' && rule.properties.value === response.status) {
			return failed(rule.properties.message);
		}
	}
	return failed(response.statusText || `Received HTTP status code: ${response.status}`);
}

function verdictOnBody(test: ICredentialTestRequest, body: IDataObject): INodeCredentialTestResult {
	for (const rule of test.rules ?? []) {
		if (
			rule.type === 'responseSuccessBody' &&
			body[rule.properties.key] === rule.properties.value
		) {
			return failed(rule.properties.message);
		}
	}
	return { status: 'OK', message: 'Connection successful!' };
}

function failed(message: string): INodeCredentialTestResult {
	return { status: 'Error', message };
}
