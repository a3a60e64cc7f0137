/** The house rules of docs/architecture.md, kept by `npm run lint`. */
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'enter-a-room-by-its-front-door',
      comment: 'Another room is imported through its index.ts, and nothing else of it.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '\\.(spec|contract)\\.ts$' },
      to: { path: '^src/([^/]+)/', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'the-composition-root-enters-by-the-front-door',
      severity: 'error',
      from: { path: '^(src/[^/]+\\.ts|migrations/)', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/[^/]+/', pathNot: '^src/[^/]+/index\\.ts$' },
    },
    {
      name: 'ports-import-no-adapter-and-no-dto',
      severity: 'error',
      from: { path: '/ports/' },
      to: { path: '(/adapters/|/dto/|\\.entity\\.ts$|\\.controller\\.ts$)' },
    },
    {
      name: 'foundation-knows-no-feature',
      comment: 'config, common, database, cache, text-analysis, health, metrics and backup know no feature.',
      severity: 'error',
      from: {
        path: '^src/(config|common|database|cache|text-analysis|health|metrics|backup)/',
        pathNot: '\\.spec\\.ts$',
      },
      to: {
        path: '^src/(materials|suppliers|imports|search|lexical-index|vector-index|embeddings|indexing|auth|operations|cli)/',
      },
    },
    {
      name: 'catalogue-knows-no-search',
      severity: 'error',
      from: { path: '^src/(materials|suppliers|imports)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/(search|vector-index|embeddings|indexing|lexical-index)/' },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { path: '^src/', pathNot: '(\\.spec|\\.contract)\\.ts$|/testing/' },
      to: { path: '^(test|bench)/|\\.spec\\.ts$|/testing/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.json$' },
  },
};
