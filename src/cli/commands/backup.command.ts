import { createWriteStream, existsSync } from 'node:fs';
import { access, constants, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { backUp, readManifest, restore, type BackupConsumer, type Manifest } from '../../backup/index.js';
import { cacheConfig } from '../../cache/index.js';
import { productVersion } from '../../common/index.js';
import { CatalogueDataSource, databaseConfig } from '../../database/index.js';
import { cacheClear } from '../../operations/index.js';
import { NegativeAnswer, UsageError } from '../exit-code.js';
import { printJson, printLine, printNote } from '../output.js';
import { perform, runningServer } from '../perform.js';
import { interruptible } from '../with-app.js';
import { describeVerification, verifyIndexes } from './reindex.command.js';

/** `backup` and `restore`: the embedded database, the running one included. */
export function addBackupCommands(program: Command): void {
  program
    .command('backup <file>')
    .description('back the embedded database up, also while the server runs')
    .option('--force', 'overwrite the file')
    .option('--json', 'print what was backed up as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- backup catalogue.tar.gz')
    .action(async (file: string, options: { force?: boolean; json?: boolean }) => {
      onlyEmbedded('pg_dump --format=custom --file=catalogue.dump "$DATABASE_URL"');
      if (existsSync(file) && !options.force) {
        throw new UsageError(`${file} exists: name another file, or add --force.`);
      }
      await access(dirname(resolve(file)), constants.W_OK).catch(() => {
        throw new UsageError(`${dirname(resolve(file))} cannot be written to.`);
      });
      const { pausedMs } = await interruptible((signal) => write(file, signal));
      // Read from the file: what is printed is what is there.
      const manifest = await readManifest(file);
      const { size } = await stat(file);
      if (options.json) return printJson({ file: resolve(file), bytes: size, pausedMs, manifest });
      printLine(`${describe(manifest)}: ${(size / 1024 ** 2).toFixed(1)} MiB in ${file}.`);
    });

  program
    .command('restore <file>')
    .description('put a back-up in the place of the embedded database; the server must be stopped')
    .option('--replace', 'put a database that is there aside; it is kept beside until you delete it')
    .option('--json', 'print what was restored as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- restore catalogue.tar.gz --replace')
    .action(async (file: string, options: { replace?: boolean; json?: boolean }) => {
      onlyEmbedded('pg_restore --no-owner --dbname="$DATABASE_URL" catalogue.dump');
      await access(file, constants.R_OK).catch(() => {
        throw new UsageError(`${file} cannot be read.`);
      });
      await readManifest(file);
      const { manifest, replaced } = await restore(file, options.replace ?? false);
      // Qdrant, if one is used, may know changes that the back-up does not; the cache in Redis too.
      const indexes = await verifyIndexes(true);
      if (cacheConfig().redisUrl !== null) await perform(cacheClear, { what: 'everything' });
      if (options.json) printJson({ manifest, replaced, indexes });
      else {
        printLine(`Restored: ${describe(manifest)}.`);
        if (replaced) printNote(`The database that was there is in ${replaced}: delete it when all is well.`);
        describeVerification(indexes);
      }
      if (indexes.differences > indexes.repaired) throw new NegativeAnswer();
    });
}

function onlyEmbedded(instead: string): void {
  if (databaseConfig().url === null) return;
  throw new UsageError(
    `DATABASE_URL is set: a PostgreSQL server is backed up by its own tools, ${instead} (docs/operations.md).`,
  );
}

/** A file of this name is always a whole back-up: it is written beside, flushed to the disk, and renamed. */
async function write(file: string, signal: AbortSignal): Promise<{ pausedMs: number }> {
  const partial = `${file}.partial`;
  try {
    let pausedMs = 0;
    await read(signal, async (archive, paused) => {
      pausedMs = paused;
      await pipeline(archive, createWriteStream(partial, { mode: 0o600 }), { signal });
    });
    const handle = await open(partial, 'r+');
    await handle.sync();
    await handle.close();
    await rename(partial, file);
    return { pausedMs };
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** From the server that has the database open, or from the database itself. */
async function read(signal: AbortSignal, consume: BackupConsumer): Promise<void> {
  const server = await runningServer();
  if (server) {
    const { archive, pausedMs } = await server.backUp(signal);
    return consume(archive, pausedMs);
  }
  const dataSource = await CatalogueDataSource.open(databaseConfig());
  try {
    await backUp(dataSource, productVersion(), signal, consume);
  } finally {
    await dataSource.destroy();
  }
}

function describe({ materials, createdAt, version, postgres }: Manifest): string {
  return `${materials} materials as of ${createdAt}, version ${version}, PostgreSQL ${postgres}`;
}
