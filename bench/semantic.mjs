/**
 * Figures of search by meaning: `npm run bench:semantic -- [--only embedding,stores,program] [--sizes 10000,50000] [--items 10000]
 * [--queries 100] [--hnsw-embedded] [--stores pgvector,qdrant]`. `--sizes`: vectors in the stores; `--items`: materials in the whole program.
 * DATABASE_URL (a database that may be filled, with pgvector) measures a PostgreSQL server instead of the embedded one, QDRANT_URL adds
 * Qdrant. Vectors are random around cluster centres, as texts of a catalogue are. Every figure is a median or a percentile of one run;
 * "noise" is the spread of a fixed piece of arithmetic timed beside it: above 1.5 the machine was busy with something else.
 */
import { parseArgs } from 'node:util';
import { benchEmbedding } from './semantic/embedding.mjs';
import { benchProgram } from './semantic/program.mjs';
import { benchStores } from './semantic/stores.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'embedding,stores,program' },
    sizes: { type: 'string', default: '10000,50000' },
    items: { type: 'string', default: '10000' },
    queries: { type: 'string', default: '100' },
    'hnsw-embedded': { type: 'boolean', default: false },
    stores: { type: 'string', default: 'pgvector,qdrant' },
  },
});
const queryCount = Number(values.queries);
const parts = {
  embedding: () => benchEmbedding(queryCount),
  stores: () =>
    benchStores({
      sizes: values.sizes.split(',').map(Number),
      queryCount,
      hnswEmbedded: values['hnsw-embedded'],
      stores: values.stores.split(','),
    }),
  program: () => benchProgram({ items: Number(values.items), queryCount }),
};
for (const name of values.only.split(',')) {
  if (!parts[name]) throw new Error(`--only knows embedding, stores and program, not "${name}".`);
  await parts[name]();
}
