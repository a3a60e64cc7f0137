import { constants } from 'node:fs';
import { cp } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { SESSION_SETTINGS } from '../session-settings.js';
import { withExclusiveExchanges } from './exclusive-exchange.js';
import type { PgliteWorkerData, PgliteWorkerMessage, PgliteWorkerRequest } from './pglite-protocol.js';

const { databaseDir, socketPath, maxConnections } = workerData as PgliteWorkerData;
const port = parentPort;
if (!port) throw new Error('pglite.worker must be started as a worker thread');

const post = (message: PgliteWorkerMessage): void => port.postMessage(message);

const db = await PGlite.create({ dataDir: databaseDir, extensions: { pg_trgm, vector } });
await db.exec(SESSION_SETTINGS.map((setting) => `SET ${setting}`).join(';'));
const server = new PGLiteSocketServer({ db: withExclusiveExchanges(db), path: socketPath, maxConnections });
await server.start();

async function stop(): Promise<void> {
  await server.stop();
  await db.close();
  post({ kind: 'stopped' });
  port?.close();
}

/**
 * The lock is the one every protocol message takes, so nothing is written meanwhile and the copy is what a `kill -9` at this moment
 * would leave: a transaction that is open is not in it, and what was acknowledged is. A clone where the file system has clones.
 */
async function copy(directory: string): Promise<void> {
  const startedAt = performance.now();
  await db.runExclusive(() =>
    cp(databaseDir, directory, {
      recursive: true,
      errorOnExist: true,
      mode: constants.COPYFILE_FICLONE,
    }),
  );
  post({ kind: 'copied', directory, pausedMs: Math.round(performance.now() - startedAt) });
}

port.on('message', (request: PgliteWorkerRequest) => {
  if (request.kind === 'copy') {
    const { directory } = request;
    copy(directory).catch((error: unknown) => {
      post({
        kind: 'copyFailed',
        directory,
        message: error instanceof Error ? error.message : String(error),
      });
    });
    return;
  }
  stop().catch((error: unknown) => {
    throw error;
  });
});
post({ kind: 'ready' });
