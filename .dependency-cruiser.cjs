/**
 * The floors of the house, proved by `npm run lint`: data goes one way, and nothing goes in circles.
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
	forbidden: [
		{
			name: 'no-circle',
			severity: 'error',
			comment: 'Two files that need each other are one, or need a third below both.',
			from: {},
			to: { circular: true },
		},
		{
			name: 'api-knows-no-n8n',
			severity: 'error',
			comment: 'nodes/shared/api knows AI Hub alone, so that it can be driven without n8n.',
			from: { path: '^nodes/shared/api/' },
			to: { pathNot: '^nodes/shared/(api/|concurrency\\.ts$)' },
		},
		{
			name: 'documents-know-no-n8n',
			severity: 'error',
			comment: 'What results mean does not depend on n8n.',
			from: { path: '^nodes/shared/documents/' },
			to: { pathNot: '^nodes/shared/(documents|api)/' },
		},
		{
			name: 'wire-is-the-ground-floor',
			severity: 'error',
			comment: 'One exchange knows nothing of what it is for.',
			from: { path: '^nodes/shared/api/wire/' },
			to: { pathNot: '^nodes/shared/api/wire/' },
		},
		{
			name: 'resources-below-work',
			severity: 'error',
			comment: 'An API resource knows nothing of work over several calls.',
			from: { path: '^nodes/shared/api/resources/' },
			to: { path: '^nodes/shared/api/work/' },
		},
		{
			name: 'shared-below-the-nodes',
			severity: 'error',
			comment: 'What is shared imports no node.',
			from: { path: '^nodes/shared/' },
			to: { path: '^nodes/(?!shared/)' },
		},
		{
			name: 'nodes-apart',
			severity: 'error',
			comment: 'What two nodes need lives in nodes/shared.',
			from: { path: '^nodes/(?!shared/)([^/]+)/' },
			to: { path: '^nodes/(?!shared/)', pathNot: '^nodes/$1/' },
		},
		{
			name: 'stages-below-the-plumbing',
			severity: 'error',
			comment: 'The stages of Document → Process do not know how n8n runs them, nor its form.',
			from: { path: '^nodes/AiHub/resources/document/stages/' },
			to: { path: '^nodes/AiHub/resources/document/(n8n|form|process)' },
		},
		{
			name: 'no-http-in-the-nodes',
			severity: 'error',
			comment: 'URLs, statuses and retries stay in nodes/shared/api.',
			from: { path: '^nodes/(?!shared/)' },
			to: {
				path: '^nodes/shared/api/wire/(call|send|retry|path|httpErrors|networkErrors)\\.ts$',
			},
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		moduleSystems: ['cjs', 'es6'],
		enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
	},
};
