import type { QueryRunner } from 'typeorm';

export type UnitSeed = readonly [
  code: string,
  name: string,
  okei: string | null,
  dimension: string,
  factorToBase: string,
  aliases: readonly string[],
];

const LATIN_LOOKALIKES: Readonly<Record<string, string>> = {
  a: 'а',
  b: 'в',
  c: 'с',
  e: 'е',
  h: 'н',
  k: 'к',
  m: 'м',
  o: 'о',
  p: 'р',
  t: 'т',
  x: 'х',
  y: 'у',
  ё: 'е',
};

/** The unit normaliser as it was when units were first shipped: a migration does not change with the program. */
function foldUnit(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%]+/gu, '')
    .replace(/[abcehkmoptxyё]/g, (letter) => LATIN_LOOKALIKES[letter] ?? letter);
}

/** Ships units with their spellings. An import or an unattended database may have units of its own already: theirs stay. */
export async function seedUnits(queryRunner: QueryRunner, seeds: readonly UnitSeed[]): Promise<void> {
  const units = seeds.map(([code, name, okei, dimension, factor]) => ({
    code,
    name,
    okei,
    dimension,
    factor,
  }));
  await queryRunner.query(
    `INSERT INTO units (code, name, okei, dimension, factor_to_base)
       SELECT code, name, okei, dimension, factor
       FROM json_to_recordset($1::json) AS seed (code text, name text, okei text, dimension text, factor numeric)
       ON CONFLICT (code) DO NOTHING`,
    [JSON.stringify(units)],
  );
  const aliases = seeds.flatMap(([code, name, , , , spellings]) =>
    [code, name, ...spellings].map((alias) => ({ key: foldUnit(alias), alias, code })),
  );
  await queryRunner.query(
    `INSERT INTO unit_aliases (alias_key, alias, unit_code)
       SELECT DISTINCT ON (seed.key) seed.key, seed.alias, seed.code
       FROM ROWS FROM (json_to_recordset($1::json) AS (key text, alias text, code text)) WITH ORDINALITY AS seed (key, alias, code, position)
       JOIN units ON units.code = seed.code
       ORDER BY seed.key, seed.position
       ON CONFLICT (alias_key) DO NOTHING`,
    [JSON.stringify(aliases)],
  );
}
