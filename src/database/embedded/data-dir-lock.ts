import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock, unlock } from 'fs-native-extensions';
import { ConfigError } from '../../config/index.js';

/** The embedded database has one owner at a time, and it is another process. */
export class DataDirInUseError extends ConfigError {}

/**
 * Exclusive lock of an embedded data directory. PGlite has none of its own, and two openers lose data silently.
 * The kernel holds it (advisory lock on an open file), so it is gone with the process, `kill -9` included: no stale lock,
 * no waiting.
 */
export class DataDirLock {
  private constructor(private readonly file: FileHandle) {}

  /** @throws DataDirInUseError when another process, or this one, has the directory open. */
  static async acquire(dataDir: string): Promise<DataDirLock> {
    const path = join(dataDir, 'lock');
    const file = await openLockFile(dataDir, path);
    if (!tryLock(file.fd)) {
      await file.close();
      const holder = (await readFile(path, 'utf8').catch(() => '')).trim();
      throw new DataDirInUseError(
        `The data directory ${dataDir} is in use by another process${holder ? ` (pid ${holder})` : ''}. ` +
          'Stop that process, or set DATA_DIR to another directory, or set DATABASE_URL to share a PostgreSQL server.',
      );
    }
    await file.truncate(0);
    await file.write(`${process.pid}\n`);
    return new DataDirLock(file);
  }

  async release(): Promise<void> {
    unlock(this.file.fd);
    await this.file.close();
  }
}

async function openLockFile(dataDir: string, path: string): Promise<FileHandle> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return await open(path, 'a+', 0o600);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    throw new ConfigError(
      `The data directory ${dataDir} cannot be used (${code}). Set DATA_DIR to a directory this user may write, ` +
        'or DATABASE_URL to use a PostgreSQL server.',
      { cause: error },
    );
  }
}
