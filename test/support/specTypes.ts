/** The parts of an OpenAPI 3.0 document that the contract tests read. */
export interface Schema {
	type?: string;
	properties?: Record<string, Schema>;
	items?: Schema;
	additionalProperties?: boolean | Schema;
	nullable?: boolean;
	enum?: unknown[];
	$ref?: string;
	[other: string]: unknown;
}

export interface Parameter {
	name: string;
	in: string;
	required?: boolean;
	schema: Schema;
}

export interface Operation {
	operationId: string;
	parameters?: Array<Parameter | { $ref: string }>;
	requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
	responses: Record<
		string,
		{
			headers?: Record<string, { description?: string }>;
			content?: Record<string, { schema: Schema }>;
		}
	>;
}

export interface SpecDocument {
	paths: Record<string, Record<string, Operation>>;
	components: { parameters: Record<string, Parameter>; schemas: Record<string, Schema> };
}
