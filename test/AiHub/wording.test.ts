import type { INodeProperties, INodePropertyOptions, INodePropertyMode } from 'n8n-workflow';

import { AiHub } from '../../nodes/AiHub/AiHub.node';
import { resources } from '../../nodes/AiHub/resources';
import { properties as notificationProperties } from '../../nodes/AiHubNotificationTrigger/properties';
import { properties as triggerProperties } from '../../nodes/shared/trigger/properties';

/** Rules of n8n that its lint can only see where a text is written out in one place. */

const SMALL = new Set(
	'a an and as at but by for from if in is nor of on or per than the to when with'.split(' '),
);
const AS_THEY_ARE = /^(pdfs?|json|id|url|api|oauth|ib-context|e-mails|ai|hub|e\.g\.)$/i;

interface Found {
	where: string;
	property: INodeProperties;
}

/** Every property, at any depth, with where it stands. */
function everyProperty(properties: INodeProperties[], where: string): Found[] {
	return properties.flatMap((property) => {
		const here = `${where} → ${property.displayName}`;
		const inner = (property.options ?? []).flatMap((option) => {
			if ('values' in option) return everyProperty(option.values, here);
			return 'type' in option ? everyProperty([option], here) : [];
		});
		return [{ where: here, property }, ...inner];
	});
}

const found = [
	...resources.flatMap((resource) =>
		resource.operations.flatMap(({ name, fields }) =>
			everyProperty(fields, `${resource.name} → ${name}`),
		),
	),
	...everyProperty(triggerProperties, 'Trigger'),
	...everyProperty(notificationProperties, 'Notification Trigger'),
];
const labelled = found.filter(({ property }) => !['hidden', 'notice'].includes(property.type));

const choicesOf = (property: INodeProperties): INodePropertyOptions[] =>
	['options', 'multiOptions'].includes(property.type)
		? ((property.options ?? []) as INodePropertyOptions[])
		: [];

function isTitleCase(label: string): boolean {
	const words = label.replace(/[(),:…]/g, '').split(' ');
	return words.every(
		(word, index) =>
			AS_THEY_ARE.test(word) ||
			/^[A-Z0-9]/.test(word) ||
			(index > 0 && index < words.length - 1 && SMALL.has(word)),
	);
}

/** Where a rule is broken. */
const breaking = (entries: Found[], isRight: (property: INodeProperties) => boolean) =>
	entries.filter(({ property }) => !isRight(property)).map(({ where }) => where);

it('finds the properties of all operations', () => {
	expect(found.length).toBeGreaterThan(150);
	expect(isTitleCase('Wait Limit (Minutes)')).toBe(true);
	expect(isTitleCase('Wait limit')).toBe(false);
});

it('labels and choices are in title case', () => {
	expect(
		breaking(labelled, (property) =>
			[property.displayName, ...choicesOf(property).map(({ name }) => name)].every(isTitleCase),
		),
	).toEqual([]);
});

it('every field says what it is', () => {
	// n8n shows nothing beside the label of a collection, or of the two cells of a row.
	const isExplained = ({ description, hint, name, type }: INodeProperties) =>
		Boolean(description ?? hint) || type === 'collection' || ['key', 'value'].includes(name);
	expect(breaking(labelled, isExplained)).toEqual([]);
});

it('descriptions are sentences: a period ends all of them or none', () => {
	const texts = found.flatMap(({ where, property }) =>
		[property.description, ...choicesOf(property).map(({ description }) => description)]
			.concat(property.type === 'notice' ? [] : [property.hint])
			.filter((text) => text !== undefined)
			.map((text) => ({ where, text })),
	);
	const isRight = (text: string) =>
		/^["A-Z]/.test(text) && /[.?!](\s)/.test(text.replace(/e\.g\./g, '')) === text.endsWith('.');
	expect(texts.filter(({ text }) => !isRight(text))).toEqual([]);
});

it('booleans say "Whether"', () => {
	const booleans = found.filter(({ property }) => property.type === 'boolean');
	expect(booleans.length).toBeGreaterThan(10);
	expect(breaking(booleans, ({ description }) => description!.startsWith('Whether '))).toEqual([]);
});

it('placeholders are examples, or say what to add', () => {
	const isRight = ({ placeholder, type }: INodeProperties) =>
		placeholder === undefined ||
		(['collection', 'fixedCollection'].includes(type)
			? /^Add [a-z]/i.test(placeholder)
			: placeholder.startsWith('e.g. '));
	expect(breaking(found, isRight)).toEqual([]);
});

it('long lists are in alphabetical order', () => {
	const isSorted = (property: INodeProperties) => {
		const isList = property.type === 'collection' || choicesOf(property).length > 0;
		const names = ((isList && property.options) || []).map((option) =>
			'displayName' in option ? option.displayName : option.name,
		);
		const sorted = [...names].sort((one, other) => one.localeCompare(other));
		return names.length < 5 || names.join() === sorted.join();
	};
	expect(breaking(found, isSorted)).toEqual([]);
});

it('pickers begin with the list, and offer to write it as well', () => {
	const pickers = found.filter(({ property }) => property.type === 'resourceLocator');
	expect(pickers.length).toBeGreaterThan(10);
	const methods = new Set(Object.keys(new AiHub().methods.listSearch));
	const isRight = ({ modes = [], default: preset }: INodeProperties) => {
		const [first, ...others] = modes as INodePropertyMode[];
		return (
			first.type === 'list' &&
			(preset as { mode: string }).mode === 'list' &&
			methods.has(first.typeOptions!.searchListMethod!) &&
			others.length > 0 &&
			others.every(({ placeholder }) => placeholder!.startsWith('e.g. '))
		);
	};
	expect(breaking(pickers, isRight)).toEqual([]);
});

it('passwords and secrets are hidden while one types', () => {
	const secrets = found.filter(
		({ where, property }) =>
			['Password', 'Secret'].includes(property.displayName) || /^Secret → .* → Value$/.test(where),
	);
	expect(breaking(secrets, ({ typeOptions }) => typeOptions?.password === true)).toEqual([]);
});

it('actions are in sentence case, name the thing, and are unlike each other', () => {
	const actions = resources.flatMap(({ operations }) => operations.map(({ action }) => action));
	for (const action of actions) {
		expect(action).toMatch(/^[A-Z][a-z]+( ([a-z]+|PDFs))+$/);
		expect(action).not.toMatch(/\b(a|an|the)\b/);
	}
	expect(new Set(actions).size).toBe(actions.length);
});
