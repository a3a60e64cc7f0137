import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConfigError } from '../../config/index.js';
import { DataDirLock } from './data-dir-lock.js';

/** Where under `DATA_DIR` the database files are. */
export const DATABASE_FOLDER = 'postgres';
/** A whole, checked database that waits to take its place. Whoever opens the directory next puts it there. */
const RESTORED = 'postgres.restored';
/** The database that a restore put aside; the operator's to delete. */
const REPLACED = 'postgres.replaced-';
/** Unfinished work, worth nothing after the process that did it. */
const UNFINISHED = /^(restoring|backup)-/;

/** There is a database already, and nobody said that it may be replaced. */
export class DatabaseExistsError extends ConfigError {}

/**
 * Puts another database into an embedded data directory, or leaves what is there. The steps that matter are renames, and each start
 * finishes what a killed restore began: at no moment does a start find half a database, or none where there was one.
 *
 * @param fill makes the database in `<root>/postgres` of an empty root, and throws when it is not worth having.
 * @param replace put a database that is there aside instead of refusing.
 * @returns where the database that was there is now; null when there was none.
 * @throws DataDirInUseError while a process has the directory open, DatabaseExistsError.
 */
export async function restoreInto(
  dataDir: string,
  replace: boolean,
  fill: (root: string) => Promise<void>,
): Promise<string | null> {
  const root = resolve(dataDir);
  const lock = await DataDirLock.acquire(root);
  try {
    await finishRestore(root);
    if (existsSync(join(root, DATABASE_FOLDER)) && !replace) {
      throw new DatabaseExistsError(
        `${root} holds a database already. "--replace" puts it aside, or restore into another DATA_DIR.`,
      );
    }
    const staging = join(root, `restoring-${process.pid}`);
    await mkdir(staging, { mode: 0o700 });
    try {
      await fill(staging);
      await rename(join(staging, DATABASE_FOLDER), join(root, RESTORED));
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
    return await finishRestore(root);
  } finally {
    await lock.release();
  }
}

/** A new folder for a copy of the database; `remove` when done. What a kill leaves behind the next start removes. */
export async function stagingFolder(dataDir: string): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = join(resolve(dataDir), `backup-${process.pid}-${Date.now()}`);
  await mkdir(path, { mode: 0o700 });
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Only under the lock. @returns where the database that was there is now; null when there was none. */
export async function finishRestore(root: string): Promise<string | null> {
  for (const name of await readdir(root)) {
    if (UNFINISHED.test(name)) await rm(join(root, name), { recursive: true, force: true });
  }
  if (!existsSync(join(root, RESTORED))) return null;
  const live = join(root, DATABASE_FOLDER);
  let aside: string | null = null;
  if (existsSync(live)) {
    aside = join(root, `${REPLACED}${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
    await rename(live, aside);
  }
  await rename(join(root, RESTORED), live);
  return aside;
}
