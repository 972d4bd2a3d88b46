/**
 * The architecture as rules. tests/architecture proves each of them with a planted fault.
 * Rules go by path: edges between workspaces carry no dependency type that could be matched on.
 */
module.exports = {
  forbidden: [
    {
      name: 'no-service-to-service',
      comment: 'A service calls a port from contracts or hears an event; it never imports another service.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'no-deep-import',
      comment: 'A package is used through its index (platform: through the index of one of its areas).',
      severity: 'error',
      from: { path: '^(apps|services|packages)/([^/]+)/' },
      to: {
        path: '^(services|packages)/[^/]+/src/(?!index\\.ts$)',
        pathNot: ['^$1/$2/', '^packages/platform/src/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'layers-point-down',
      comment: 'apps → services → packages.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(apps|services)/' },
    },
    {
      name: 'services-know-no-app',
      comment: 'apps → services → packages.',
      severity: 'error',
      from: { path: '^services/' },
      to: { path: '^apps/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'Decisions import the domain, the error table, kernel and contracts; nothing that does I/O.',
      severity: 'error',
      from: { path: '^services/[^/]+/src/domain/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^(services/[^/]+/src/(domain/|errors\\.ts)|packages/(kernel|contracts)/)' },
    },
    {
      name: 'kernel-does-no-io',
      comment: 'Money, ids, clock and errors are pure; uuid is the one library they use.',
      severity: 'error',
      from: { path: '^packages/kernel/src/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^(packages/kernel/|node_modules/uuid/)' },
    },
    {
      name: 'only-data-touches-mongoose',
      comment: 'Only data/ of a service (and the platform it stands on) knows the database library.',
      severity: 'error',
      from: { path: '^services/[^/]+/src/', pathNot: '^services/[^/]+/src/data/|\\.test\\.ts$' },
      to: { path: 'node_modules/(mongoose|mongodb)/' },
    },
    {
      name: 'pocketmongo-knows-nothing-of-souk',
      comment: 'The database is useful on its own.',
      severity: 'error',
      from: { path: '^packages/pocketmongo/' },
      to: { path: '^(apps|services|packages)/', pathNot: '^packages/pocketmongo/' },
    },
    {
      name: 'no-circular',
      comment: 'A cycle is two ideas that have not been told apart.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'tests-stay-outside',
      comment: 'Production code never imports a test.',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$|^(tests|bench)/|/test/' },
      to: { path: '\\.test\\.ts$|^tests/|^(services|packages|apps)/[^/]+/test/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/|packages/contracts/src/gen/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js'],
    },
  },
};
