import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getMetadataArgsStorage } from 'typeorm';
import { CatalogueDataSource, databaseConfig, type Entities } from '../../database/index.js';
import type { MigrationSql } from './migration-file.js';

/** What the entities ask for and the database in use lacks, as SQL; empty when they agree. */
export async function schemaDifference(sourceRoot: string): Promise<MigrationSql> {
  const dataSource = await CatalogueDataSource.open(databaseConfig(), await loadEntities(sourceRoot));
  try {
    const { upQueries, downQueries } = await dataSource.driver.createSchemaBuilder().log();
    return {
      up: upQueries.map(({ query }) => query),
      down: downQueries.map(({ query }) => query).reverse(),
    };
  } finally {
    await dataSource.destroy();
  }
}

/** Entity classes of every room. Found by file name, so that a command about the schema need not boot the rooms. */
async function loadEntities(sourceRoot: string): Promise<Entities> {
  const files = await readdir(sourceRoot, { recursive: true });
  for (const file of files.filter((name) => /\.entity\.[jt]s$/.test(name)).sort()) {
    await import(pathToFileURL(join(sourceRoot, file)).href);
  }
  return getMetadataArgsStorage().tables.map(({ target }) => target);
}
