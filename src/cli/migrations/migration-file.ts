import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../exit-code.js';

const FILE = /^(\d{13})-[a-z0-9-]+\.ts$/;
const CLASS = /export class (\w+) implements MigrationInterface/;
const WIDTH = 110;

/** SQL that brings the schema one step up, and back. */
export interface MigrationSql {
  up: readonly string[];
  down: readonly string[];
}

/**
 * Writes `<timestamp>-<name>.ts` into `directory` and lists it in `index.ts`.
 *
 * @param name words of letters, digits, spaces, `-` or `_`, for example "add warehouses".
 * @returns the path of the new file.
 * @throws UsageError when the name cannot be a class name.
 */
export async function writeMigration(
  directory: string,
  name: string,
  now: number,
  sql: MigrationSql = { up: [], down: [] },
): Promise<string> {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter(Boolean);
  if (words.length === 0 || words.some((word) => !/^[a-z0-9]+$/i.test(word)) || /^\d/.test(words[0] ?? '')) {
    throw new UsageError(
      `"${name}" is no name for a migration: use Latin letters and digits, a letter first.`,
    );
  }
  const className = `${words.map(capitalised).join('')}${now}`;
  const path = join(directory, `${now}-${words.join('-').toLowerCase()}.ts`);
  await writeFile(path, source(className, sql), { flag: 'wx' });
  await writeIndex(directory);
  return path;
}

function source(className: string, { up, down }: MigrationSql): string {
  return `import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why this change, and what it means for data that are already there. */
export class ${className} implements MigrationInterface {
  readonly name = '${className}';

  async up(queryRunner: QueryRunner): Promise<void> {
${statements(up)}
  }

  async down(queryRunner: QueryRunner): Promise<void> {
${statements(down)}
  }
}
`;
}

function statements(sql: readonly string[]): string {
  // An empty migration still compiles and runs: its author replaces this line.
  const all = sql.length === 0 ? ['SELECT 1'] : sql;
  return all.map((text) => `    await queryRunner.query(\`${escaped(text)}\`);`).join('\n');
}

function escaped(text: string): string {
  return text.replace(/[\\`]|\$\{/g, (match) => `\\${match}`);
}

/** Lists every migration file of the directory, oldest first. */
export async function writeIndex(directory: string): Promise<void> {
  const files = (await readdir(directory)).filter((file) => FILE.test(file)).sort();
  const entries = await Promise.all(
    files.map(async (file) => {
      const [, className] = CLASS.exec(await readFile(join(directory, file), 'utf8')) ?? [];
      if (className === undefined) throw new Error(`${file} holds no migration class.`);
      return { className, file };
    }),
  );
  const imports = entries.map(
    ({ className, file }) => `import { ${className} } from './${file.replace(/\.ts$/, '.js')}';`,
  );
  const names = entries.map(({ className }) => className);
  const oneLine = `export const migrations = [${names.join(', ')}];`;
  const list =
    oneLine.length <= WIDTH
      ? oneLine
      : `export const migrations = [\n${names.map((className) => `  ${className},\n`).join('')}];`;
  const text = `${imports.join('\n')}

/** Every migration, oldest first. \`npm run migration:create\` adds its line here. */
${list}
`;
  await writeFile(join(directory, 'index.ts'), text);
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
