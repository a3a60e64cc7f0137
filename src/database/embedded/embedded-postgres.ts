import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { workerFile } from '../../common/index.js';
import { DataDirLock } from './data-dir-lock.js';
import type { PgliteWorkerData, PgliteWorkerMessage, PgliteWorkerRequest } from './pglite-protocol.js';
import { DATABASE_FOLDER, finishRestore } from './restored-database.js';

/** `pg` names a Unix socket by directory and port: `<host>/.s.PGSQL.<port>`. */
const SOCKET_PORT = 5432;

/**
 * PostgreSQL in this process: PGlite in a worker thread, spoken to over a Unix socket by the ordinary `pg` driver, so that a
 * long query does not stop the HTTP loop and one code path serves both databases.
 *
 * All connections share **one** session. Therefore nowhere in this program: `SET` (use `SET LOCAL` in a transaction), session
 * advisory locks, temporary tables outside a transaction, named prepared statements, `LISTEN`.
 */
export class EmbeddedPostgres {
  private constructor(
    private readonly worker: Worker,
    private readonly socketDir: string,
    private readonly lock: DataDirLock,
    private readonly failure: Promise<never>,
  ) {
    this.failure.catch(() => undefined); // Observed by whoever waits; an exit after stop() is expected.
  }

  /** Directory that `pg` takes as `host`. */
  get host(): string {
    return this.socketDir;
  }

  readonly port = SOCKET_PORT;

  /**
   * Locks `dataDir`, opens or creates the database in it, and listens.
   *
   * @param maxConnections at least the pool size: a connection beyond it breaks with EPIPE.
   */
  static async start(dataDir: string, maxConnections: number): Promise<EmbeddedPostgres> {
    const root = resolve(dataDir);
    const lock = await DataDirLock.acquire(root);
    await finishRestore(root);
    // The temporary directory keeps the socket's path under the 108 bytes a Unix socket may have; 0700 keeps others out.
    const socketDir = await mkdtemp(join(tmpdir(), 'materials-catalogue-'));
    try {
      const data: PgliteWorkerData = {
        databaseDir: join(root, DATABASE_FOLDER),
        socketPath: join(socketDir, `.s.PGSQL.${SOCKET_PORT}`),
        maxConnections,
      };
      const worker = new Worker(workerFile(import.meta.url, './pglite.worker.js'), { workerData: data });
      const failure = new Promise<never>((_, reject) => {
        worker.once('error', reject);
        worker.once('exit', (code) => reject(new Error(`Embedded PostgreSQL ended (exit code ${code}).`)));
      });
      await Promise.race([waitFor(worker, 'ready'), failure]);
      return new EmbeddedPostgres(worker, socketDir, lock, failure);
    } catch (error) {
      await rm(socketDir, { recursive: true, force: true });
      await lock.release();
      throw error;
    }
  }

  /**
   * Copies the database files into a new `directory` as they are between two statements; all others wait meanwhile.
   *
   * @returns for how long they waited.
   */
  async copyTo(directory: string): Promise<{ pausedMs: number }> {
    const copied = new Promise<{ pausedMs: number }>((resolve, reject) => {
      const listen = (message: PgliteWorkerMessage): void => {
        if (!('directory' in message) || message.directory !== directory) return;
        this.worker.off('message', listen);
        if (message.kind === 'copied') resolve({ pausedMs: message.pausedMs });
        else reject(new Error(`The database files could not be copied: ${message.message}`));
      };
      this.worker.on('message', listen);
    });
    this.request({ kind: 'copy', directory });
    return Promise.race([copied, this.failure]);
  }

  /** How long the database's thread has worked since its start, in seconds: it has one session, so this is its load. */
  get busySeconds(): number {
    return this.worker.performance.eventLoopUtilization().active / 1_000;
  }

  private request(request: PgliteWorkerRequest): void {
    this.worker.postMessage(request);
  }

  /** Calls back once if the database ends without being asked to; the process cannot go on without its truth. */
  onFailure(callback: (error: Error) => void): void {
    this.failure.catch((error: unknown) => {
      if (!this.stopping) callback(error as Error);
    });
  }

  private stopping = false;

  /** Closes the database cleanly and releases the directory. Connections must be closed before. */
  async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    const stopped = waitFor(this.worker, 'stopped');
    this.request({ kind: 'stop' });
    await Promise.race([stopped, this.failure.catch(() => undefined)]);
    await this.worker.terminate();
    await rm(this.socketDir, { recursive: true, force: true });
    await this.lock.release();
  }
}

function waitFor(worker: Worker, kind: PgliteWorkerMessage['kind']): Promise<void> {
  return new Promise((resolve) => {
    const listen = (message: PgliteWorkerMessage): void => {
      if (message.kind !== kind) return;
      worker.off('message', listen);
      resolve();
    };
    worker.on('message', listen);
  });
}
