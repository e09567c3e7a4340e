import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import type { RunWatcher } from '../shared/api/work/waitForRun';
import type { N8nApi } from '../shared/n8n/api';
import type { Fields } from '../shared/n8n/declared';

/** One execution of the node: what all its items share. */
export interface NodeContext {
	n8n: IExecuteFunctions;
	api: N8nApi;
	/** Waits for the runs of all items together. */
	watcher: RunWatcher;
	/** How many items, or files of one item, are worked on at once. */
	parallel: number;
	/** Those of the operation, by their path. */
	fields: Fields;
}

/** One item of one execution. */
export interface ItemContext extends NodeContext {
	itemIndex: number;
}

/** What an operation gives for an item: the `json` of one item or several, or whole items. */
export type OperationResult = IDataObject | IDataObject[] | { items: INodeExecutionData[] };

interface OperationBase {
	value: string;
	name: string;
	/** Sentence case, with the resource, without articles: "Create batch". */
	action: string;
	description: string;
	/** The operationIds of the vendor's specification that the operation uses. */
	operationIds: string[];
	fields: INodeProperties[];
	/** The operation mostly waits, so that all items may be worked on at once. */
	waits?: true;
}

/** An operation is worked on item by item, or takes all items at once. */
export type Operation = OperationBase &
	(
		| {
				execute(item: ItemContext): Promise<OperationResult>;
				/** Goes over the output of all items that did not fail, before it is given. */
				arrange?(context: NodeContext, items: INodeExecutionData[]): void;
		  }
		| { executeAll(context: NodeContext): Promise<INodeExecutionData[][]> }
	);

export interface Resource {
	value: string;
	name: string;
	description?: string;
	/** Value of the operation chosen at first. */
	default: string;
	operations: Operation[];
}

/** The node's properties that a resource brings: its operation selector and the fields of each. */
export function propertiesOf(resource: Resource): INodeProperties[] {
	return [
		selector(resource),
		...resource.operations.flatMap((operation) =>
			operation.fields.map((field) => shownFor(field, resource.value, operation.value)),
		),
	];
}

/**
 * The resource selector over all resources: the default first, as n8n lists the actions in this order
 * and nearly everybody looks for that one, then the others by the alphabet.
 */
export function resourceSelector(resources: Resource[], defaultValue: string): INodeProperties {
	const options = sorted(
		resources.map(({ name, value, description }) => ({ name, value, description })),
	);
	const isDefault = ({ value }: INodePropertyOptions) => value === defaultValue;
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: [...options.filter(isDefault), ...options.filter((option) => !isDefault(option))],
		default: defaultValue,
	};
}

function selector(resource: Resource): INodeProperties {
	const { default: chosenAtFirst } = resource;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource.value] } },
		options: sorted(
			resource.operations.map(({ name, value, action, description }) => ({
				name,
				value,
				action,
				description,
			})),
		),
		default: chosenAtFirst,
	};
}

function shownFor(field: INodeProperties, resource: string, operation: string): INodeProperties {
	const { show, ...rest } = field.displayOptions ?? {};
	return {
		...field,
		displayOptions: { ...rest, show: { resource: [resource], operation: [operation], ...show } },
	};
}

function sorted(options: INodePropertyOptions[]): INodePropertyOptions[] {
	return options.sort((one, other) => one.name.localeCompare(other.name));
}
