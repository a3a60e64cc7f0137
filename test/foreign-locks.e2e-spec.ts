import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { IndexingAdmin } from '../src/indexing/index.js';
import { LexicalIndex } from '../src/lexical-index/index.js';
import type { TestApp } from './support/app.js';
import { describeWith } from './support/servers.js';
import { askByWords, bootWithMaterials } from './support/word-catalogue.js';

describeWith(['postgres'], 'the word index beside a statement of another program', () => {
  let server: TestApp;

  beforeAll(async () => {
    server = await bootWithMaterials('postgres', [
      { name: 'Щебень гранитный 5-20', unit: 'шт' },
      { name: 'Щебень гравийный 20-40', unit: 'шт' },
    ]);
  }, 120_000);
  afterAll(() => server?.close());

  it('keeps it from no row, in whatever order it takes them', async () => {
    const dataSource = server.app.get(DataSource);
    const rows: { id: string }[] = await dataSource.query('SELECT id FROM materials ORDER BY id');
    const [first = '', last = ''] = rows.map(({ id }) => id);
    const other = dataSource.createQueryRunner();
    const wash = (id: string): Promise<unknown> =>
      other.query("UPDATE materials SET name = name || ' мытый' WHERE id = $1", [id]);
    try {
      await other.startTransaction();
      // So that the other one is who would have to give way, were there a deadlock.
      await other.query("SET LOCAL deadlock_timeout = '50ms'");
      await wash(last);
      const indexed = server.app.get(LexicalIndex, { strict: false }).index([first, last]);
      await waitedFor(dataSource);
      await wash(first);
      await other.commitTransaction();
      await indexed;
    } finally {
      await other.release();
    }
    await server.app.get(IndexingAdmin, { strict: false }).drain();
    expect((await askByWords(server, 'мытый')).map(({ name }) => name).sort()).toEqual([
      'Щебень гравийный 20-40 мытый',
      'Щебень гранитный 5-20 мытый',
    ]);
  });
});

/** Resolves when some session waits for a row that another one holds. */
async function waitedFor(dataSource: DataSource): Promise<void> {
  for (;;) {
    const [row]: { waiting: number }[] = await dataSource.query(
      'SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted',
    );
    if ((row?.waiting ?? 0) > 0) return;
  }
}
