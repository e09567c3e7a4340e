import type { Schema } from './specTypes';

interface Addition {
	query?: string[];
	/** In lower case. */
	headers?: string[];
	/** Properties added to the request body, by dotted path of the object that gets them. */
	body?: Record<string, Record<string, Schema>>;
}

const webhookConfig: Schema = {
	type: 'object',
	properties: {
		url: { type: 'string' },
		headers: { type: 'object', additionalProperties: { type: 'string' } },
	},
};

/**
 * What is offered although the current specification lacks it: it stands in the older one, or is
 * documented elsewhere. Nothing else may go beyond the specification.
 */
export const OLD_SPEC: Record<string, Addition> = {
	runApp: { body: { settings: { webhook_config: webhookConfig } } },
	runDeployment: {
		body: {
			'': { output_workspace: { type: 'string' } },
			settings: { webhook_config: webhookConfig },
		},
	},
	writeFile: { headers: ['if-none-match'] },
	// Listing a folder, as the vendor's own toolkit does it.
	readFile: { query: ['start-token'] },
};

/** Older servers take any key there, and users may have written such keys down as JSON. */
export const OPEN_OBJECTS = ['settings.runtime_config'];

/** Headers that any request may have, in lower case. */
export const TRANSPORT_HEADERS = [
	'accept',
	'authorization',
	'content-length',
	'content-type',
	'ib-context',
];
