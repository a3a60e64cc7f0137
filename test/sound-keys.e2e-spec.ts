import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { SoundKeys1700000000067 } from '../migrations/1700000000067-sound-keys.js';
import { soundKey } from '../src/text-analysis/index.js';
import type { TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';
import { askByWords, bootWithMaterials } from './support/word-catalogue.js';

describe.each(STORAGE_COLUMNS)('how the words of a catalogue sound ($title)', ({ database }) => {
  let server: TestApp;
  const name = 'Мат Теплолюкс Tropix для теплого пола';

  beforeAll(async () => {
    server = await bootWithMaterials(database, [
      { name, unit: 'шт' },
      { name: 'Кабель ВВГ 3х2,5', unit: 'м' },
    ]);
  }, 120_000);
  afterAll(() => server?.close());

  it('is worked out anew for those that an older program wrote', async () => {
    const dataSource = server.app.get(DataSource);
    await dataSource.query(`UPDATE lexicon SET sound = 'older'`);
    const runner = dataSource.createQueryRunner();
    try {
      await new SoundKeys1700000000067().up(runner);
    } finally {
      await runner.release();
    }
    const rows: { word: string; sound: string }[] = await dataSource.query(
      'SELECT word, sound FROM lexicon WHERE NOT is_code',
    );
    expect(rows.length).toBeGreaterThan(3);
    for (const { word, sound } of rows) expect(sound).toBe(soundKey(word));
    const [found] = await askByWords(server, 'тропикс');
    expect(found?.name).toBe(name);
  });
});
