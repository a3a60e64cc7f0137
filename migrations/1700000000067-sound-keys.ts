import type { MigrationInterface, QueryRunner } from 'typeorm';
import { soundKey } from '../src/text-analysis/index.js';

const BATCH = 10_000;

/** Works out anew how the lexicon's words sound: the rule is in `soundKey`, and what it said before finds nothing now. */
export class SoundKeys1700000000067 implements MigrationInterface {
  name = 'SoundKeys1700000000067';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (let last = ''; ; ) {
      const rows = (await queryRunner.query(
        'SELECT word FROM lexicon WHERE NOT is_code AND word > $1 ORDER BY word LIMIT $2',
        [last, BATCH],
      )) as { word: string }[];
      const words = rows.map(({ word }) => word);
      await queryRunner.query(
        `UPDATE lexicon l SET sound = d.sound FROM unnest($1::text[], $2::text[]) AS d (word, sound)
         WHERE l.word = d.word AND l.sound <> d.sound`,
        [words, words.map(soundKey)],
      );
      const end = words.at(-1);
      if (end === undefined || words.length < BATCH) return;
      last = end;
    }
  }

  async down(): Promise<void> {
    // What words sound like can be told again at any time.
  }
}
