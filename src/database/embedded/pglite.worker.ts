import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { withExclusiveExchanges } from './exclusive-exchange.js';
import type { PgliteWorkerData, PgliteWorkerMessage } from './pglite-protocol.js';

const { databaseDir, socketPath, maxConnections } = workerData as PgliteWorkerData;
const port = parentPort;
if (!port) throw new Error('pglite.worker must be started as a worker thread');

const post = (message: PgliteWorkerMessage): void => port.postMessage(message);

const db = await PGlite.create({ dataDir: databaseDir, extensions: { pg_trgm, vector } });
const server = new PGLiteSocketServer({ db: withExclusiveExchanges(db), path: socketPath, maxConnections });
await server.start();

async function stop(): Promise<void> {
  await server.stop();
  await db.close();
  post({ kind: 'stopped' });
  port?.close();
}

port.on('message', (message: unknown) => {
  if (message !== 'stop') return;
  stop().catch((error: unknown) => {
    throw error;
  });
});
post({ kind: 'ready' });
