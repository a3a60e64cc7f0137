/** Makes the catalogue of a bench and its word index, and says what they cost. */
import { performance } from 'node:perf_hooks';
import { CatalogueDataSource, runMigrations } from '../../dist/src/database/index.js';
import { createLexicalIndex } from '../../dist/src/lexical-index/testing/create-lexical-index.js';
import { fillCatalogue } from './fill.mjs';

export async function openDatabase({ url, dataDir }) {
  return CatalogueDataSource.open({
    url,
    dataDir,
    poolSize: 4,
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 3_600_000,
    migrationsRun: true,
  });
}

const seconds = async (work) => {
  const startedAt = performance.now();
  await work();
  return Math.round((performance.now() - startedAt) / 100) / 10;
};

/** Puts the rows that searches read in the order of their categories. */
async function group(dataSource) {
  await dataSource.query('CLUSTER materials USING materials_category_id_idx');
  await dataSource.query('CREATE TABLE grouped AS SELECT * FROM findable_materials ORDER BY category_id');
  await dataSource.query('TRUNCATE findable_materials');
  await dataSource.query('INSERT INTO findable_materials SELECT * FROM grouped');
  await dataSource.query('DROP TABLE grouped');
}

/** @returns seconds that filling and indexing took; null for a database that was full already. */
export async function fillAndIndex(place, size, { grouped = false } = {}) {
  const dataSource = await openDatabase(place);
  try {
    await runMigrations(dataSource);
    const [{ count }] = await dataSource.query('SELECT count(*)::int AS count FROM materials');
    if (count !== 0 && count !== size) throw new Error(`The database holds ${count} materials, not ${size}.`);
    const progress = (what) => (done) => {
      if (process.stderr.isTTY || done % 50_000 === 0) process.stderr.write(`${what} ${done}\r`);
    };
    const fillSeconds =
      count === 0 ? await seconds(() => fillCatalogue(dataSource, size, progress('filled'))) : null;
    const index = createLexicalIndex(dataSource);
    const before = (await index.state()).indexed;
    const indexSeconds = await seconds(() => index.indexAll({ onProgress: progress('indexed') }));
    if (grouped) await group(dataSource);
    const tidySeconds = await seconds(() => dataSource.query('VACUUM ANALYZE'));
    return before === size ? null : { fillSeconds, indexSeconds, tidySeconds };
  } finally {
    await dataSource.destroy();
  }
}

/** Bytes of the tables and indexes that word search reads, and the size of the vocabulary. */
export async function describeStorage(place) {
  const dataSource = await openDatabase(place);
  try {
    const rows = await dataSource.query(
      `SELECT c.relname AS name, pg_relation_size(c.oid)::float8 + coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)), 0) AS bytes
       FROM pg_class c WHERE c.relname = ANY($1)`,
      [
        [
          'materials',
          'findable_materials',
          'findable_materials_words_idx',
          'lexicon',
          'lexicon_trigram_idx',
          'lexicon_pkey',
          'lexical_documents',
          'lexical_documents_sku_trigram_idx',
          'lexical_documents_sku_key_idx',
          'lexical_offer_skus',
        ],
      ],
    );
    const [{ version }] = await dataSource.query('SELECT version()');
    return {
      version: version.split(' ').slice(0, 2).join(' '),
      words: (await createLexicalIndex(dataSource).state()).words,
      megabytes: Object.fromEntries(rows.map(({ name, bytes }) => [name, Math.round(bytes / 1e5) / 10])),
    };
  } finally {
    await dataSource.destroy();
  }
}
