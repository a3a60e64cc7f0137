/** Shows how the database answers a few typical queries: every statement of one search, with EXPLAIN (ANALYZE, BUFFERS). */
import { createLexicalIndex } from '../../dist/src/lexical-index/testing/create-lexical-index.js';
import { openDatabase } from './build.mjs';

const QUERIES = ['саморез', 'саморез 4,2х70', 'краска белая 2,5 л', 'штуктурка гипсовая', 'AA-100000'];

export async function printPlans(place) {
  const dataSource = await openDatabase(place);
  const query = dataSource.query.bind(dataSource);
  const statements = [];
  dataSource.query = (sql, parameters, ...rest) => {
    statements.push({ sql, parameters });
    return query(sql, parameters, ...rest);
  };
  try {
    const index = createLexicalIndex(dataSource);
    await index.understand('прогрев');
    for (const text of QUERIES) {
      statements.length = 0;
      const understanding = await index.understand(text);
      await index.retrieve(understanding, { limit: 20 });
      const { sql, parameters } = index.matches(understanding);
      statements.push({ sql: `SELECT count(*) FROM findable_materials m WHERE ${sql}`, parameters });
      console.log(`\n== ${text}`);
      for (const statement of [...statements]) {
        const rows = await query(`EXPLAIN (ANALYZE, BUFFERS) ${statement.sql}`, statement.parameters);
        console.log(`-- ${statement.sql.replace(/\s+/g, ' ').slice(0, 220)}`);
        for (const row of rows) console.log(`   ${row['QUERY PLAN']}`);
      }
    }
  } finally {
    await dataSource.destroy();
  }
}
