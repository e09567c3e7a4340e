import type { IDataObject, INodeProperties } from 'n8n-workflow';

type Value = IDataObject[string] | INodeProperties['default'];

/** The fields with their defaults, and in their collections all that one can add. */
export function filledIn(fields: INodeProperties[]): IDataObject {
	return Object.fromEntries(fields.map((field) => [field.name, valueOf(field)])) as IDataObject;
}

function valueOf(field: INodeProperties): Value {
	if (field.type === 'collection') return filledIn(partsOf(field));
	if (field.type !== 'fixedCollection') return field.default;
	const rows = groupsOf(field).map(({ name, values }) => {
		const row = filledIn(values);
		return [name, field.typeOptions?.multipleValues ? [row] : row];
	});
	return Object.fromEntries(rows) as IDataObject;
}

/** The labels that are to be seen of such fields, but for those that depend on others. */
export function labelsOf(fields: INodeProperties[]): string[] {
	const shown = fields.filter(({ displayOptions, type }) => !displayOptions && type !== 'hidden');
	return shown.flatMap((field) => {
		if (field.type === 'notice') return [];
		const inner = [...partsOf(field), ...groupsOf(field).flatMap(({ values }) => values)];
		return [field.displayName, ...labelsOf(inner)];
	});
}

function partsOf({ type, options = [] }: INodeProperties): INodeProperties[] {
	return type === 'collection' ? (options as INodeProperties[]) : [];
}

function groupsOf({ options = [] }: INodeProperties) {
	return options.flatMap((option) => ('values' in option ? [option] : []));
}
