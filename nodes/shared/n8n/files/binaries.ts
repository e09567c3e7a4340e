import type { IBinaryData, IBinaryKeyData, IDataObject, INodeExecutionData } from 'n8n-workflow';

/** Where n8n keeps the files of an item in a workflow with combined binary data. */
const COMBINED_KEY = '_files';

/** A file as n8n holds it, and the field it is in. */
export interface Brought {
	property: string;
	binary: IBinaryData;
	/** It is not a file of the item itself. */
	elsewhere?: true;
}

/** An item with its files in `binary`, wherever the workflow keeps them. */
export function separated({ json, binary }: INodeExecutionData): {
	json: IDataObject;
	binary?: IBinaryKeyData;
} {
	const { [COMBINED_KEY]: combined, ...rest } = json;
	const files = binariesIn(combined);
	if (files.length === 0) return { json, binary };
	return { json: rest, binary: { ...Object.fromEntries(files), ...binary } };
}

/** What of an object are files, by name. */
export function binariesIn(value: unknown): Array<[string, IBinaryData]> {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).filter((entry): entry is [string, IBinaryData] =>
		isBinary(entry[1]),
	);
}

/** What an expression such as `{{ $binary.data }}` gives. */
export function isBinary(value: unknown): value is IBinaryData {
	if (typeof value !== 'object' || value === null) return false;
	const { mimeType, fileSize, bytes } = value as Partial<IBinaryData>;
	const hasSize = fileSize !== undefined || bytes !== undefined;
	return typeof mimeType === 'string' && (hasSize || hasContent(value as IBinaryData));
}

/** An expression gives a file that is in memory without its bytes. */
export function hasContent({ data, id }: IBinaryData): boolean {
	return typeof data === 'string' || typeof id === 'string';
}
