import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INode,
	INodeProperties,
	Workflow,
} from 'n8n-workflow';
import { ICredentialsHelper, isExpression, NodeHelpers, UnexpectedError } from 'n8n-workflow';

/** Decrypted credential data, by credential type name. */
export type CredentialData = Record<string, ICredentialDataDecryptedObject>;

/**
 * Hands out credentials as n8n does, except that they come from memory instead of the database:
 * defaults are filled in, and `authenticate` is applied with n8n's own expression engine.
 */
export class EngineCredentials extends ICredentialsHelper {
	private readonly types: Map<string, ICredentialType>;

	constructor(
		types: ICredentialType[],
		private readonly data: CredentialData,
	) {
		super();
		this.types = new Map(types.map((type) => [type.name, type]));
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions,
		workflow: Workflow,
		node: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.type(typeName);
		if (authenticate === undefined) return requestOptions;
		if (typeof authenticate === 'function') {
			return await authenticate(credentials, requestOptions);
		}
		const resolve = (value: string) => resolveWithCredentials(value, credentials, workflow, node);
		const target = requestOptions as unknown as Record<string, Record<string, string>>;
		for (const [part, entries] of Object.entries(authenticate.properties)) {
			target[part] ??= {};
			for (const [name, value] of Object.entries(entries as Record<string, string>)) {
				target[part][resolve(name)] = resolve(value);
			}
		}
		return requestOptions;
	}

	async getDecrypted(
		_additionalData: unknown,
		_nodeCredentials: unknown,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject> {
		const data = this.data[typeName];
		if (data === undefined) throw new UnexpectedError(`No credential of type "${typeName}" given`);
		const withDefaults = NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(typeName),
			data as never,
			true,
			false,
			null,
			null,
		);
		return { ...withDefaults } as ICredentialDataDecryptedObject;
	}

	getCredentialsProperties(typeName: string): INodeProperties[] {
		return this.type(typeName).properties;
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getParentTypes(typeName: string): string[] {
		return this.type(typeName).extends ?? [];
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getCredentials(): Promise<never> {
		throw new UnexpectedError('Stored credentials do not exist in engine tests');
	}

	async updateCredentials(): Promise<never> {
		throw new UnexpectedError('Credentials cannot be stored in engine tests');
	}

	async updateCredentialsOauthTokenData(): Promise<never> {
		throw new UnexpectedError('Credentials cannot be stored in engine tests');
	}

	private type(name: string): ICredentialType {
		const type = this.types.get(name);
		if (type === undefined) throw new UnexpectedError(`Unknown credential type "${name}"`);
		return type;
	}
}

function resolveWithCredentials(
	value: string,
	$credentials: ICredentialDataDecryptedObject,
	workflow: Workflow,
	node: INode,
): string {
	if (!isExpression(value)) return value;
	const resolved = workflow.expression.getSimpleParameterValue(
		node,
		value,
		'internal',
		{ $credentials },
		undefined,
		'',
	);
	return resolved ? String(resolved) : '';
}
