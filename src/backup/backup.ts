import { join } from 'node:path';
import type { Readable } from 'node:stream';
import {
  CatalogueDataSource,
  DATABASE_FOLDER,
  databaseConfig,
  migrationState,
  restoreInto,
  stagingFolder,
  type DatabaseConfig,
} from '../database/index.js';
import { ArchiveError } from './archive-error.js';
import type { Manifest } from './manifest.js';
import { unpackArchive } from './read-archive.js';
import { packFolder } from './write-archive.js';

/** Takes a back-up as it is packed, and returns when it has all of it. */
export type BackupConsumer = (archive: Readable, pausedMs: number) => Promise<void>;

/**
 * A back-up of the embedded database as a stream (gzipped tar), consistent while everybody works: the files are copied between two
 * statements, and packed from the copy. Needs room for one copy below `DATA_DIR`, where the file system has no clones.
 */
export async function backUp(
  dataSource: CatalogueDataSource,
  version: string,
  signal: AbortSignal,
  consume: BackupConsumer,
  config: DatabaseConfig = databaseConfig(),
): Promise<void> {
  const staging = await stagingFolder(config.dataDir);
  try {
    // Read first: a write between this and the copy makes the count a little old, never the copy inconsistent.
    const [facts] = await dataSource.query<{ postgres: string; materials: number }[]>(
      "SELECT current_setting('server_version') AS postgres, (SELECT count(*)::int FROM materials) AS materials",
    );
    const { applied } = await migrationState(dataSource);
    const createdAt = new Date().toISOString();
    const { pausedMs } = await dataSource.copyFilesTo(join(staging.path, DATABASE_FOLDER));
    const archive = await packFolder(
      staging.path,
      {
        version,
        createdAt,
        postgres: facts?.postgres ?? '',
        materials: facts?.materials ?? 0,
        migrations: applied,
      },
      signal,
    );
    await consume(archive, pausedMs);
  } finally {
    await staging.remove();
  }
}

export interface Restored {
  manifest: Manifest;
  /** Where the database that was there is now. */
  replaced: string | null;
}

/**
 * Puts a back-up in the place of the embedded database. It is unpacked beside, opened and looked at first, so a back-up that is
 * damaged or made by a newer version changes nothing.
 *
 * @throws ArchiveError, DataDirInUseError, DatabaseExistsError.
 */
export async function restore(file: string, replace: boolean, config = databaseConfig()): Promise<Restored> {
  let manifest: Manifest | null = null;
  const replaced = await restoreInto(config.dataDir, replace, async (root) => {
    manifest = await unpackArchive(file, root, DATABASE_FOLDER);
    await prove(file, { ...config, url: null, dataDir: root });
  });
  if (!manifest) throw new Error('The back-up was not unpacked.');
  return { manifest, replaced };
}

/** The database opens, and knows no migration that this version does not. */
async function prove(file: string, config: DatabaseConfig): Promise<void> {
  const dataSource = await CatalogueDataSource.open(config).catch((error: unknown) => {
    throw new ArchiveError(`The database in ${file} does not open: use another back-up.`, { cause: error });
  });
  try {
    const { applied } = await migrationState(dataSource);
    const known = new Set(dataSource.migrations.map(({ name }) => name));
    const unknown = applied.filter((name) => !known.has(name));
    if (unknown.length > 0) {
      throw new ArchiveError(
        `${file} was made by a newer version of this program (it has ${unknown.join(', ')}). Restore it with that version.`,
      );
    }
    await dataSource.query('SELECT count(*) FROM materials');
  } finally {
    await dataSource.destroy();
  }
}
