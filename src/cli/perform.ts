import { databaseConfig } from '../database/index.js';
import { RunningServer, type OnProgress, type Operation } from '../operations/index.js';
import { interruptible, openApp } from './with-app.js';

/**
 * Does what an operator asks, wherever it can be done: in the server that has the embedded database open, when one runs, else in this
 * process. The answer is the same.
 */
export function perform<I, O>(
  operation: Operation<I, O>,
  input: I,
  onProgress: OnProgress = () => undefined,
): Promise<O> {
  return interruptible(async (signal) => {
    const server = await runningServer();
    if (server) return server.perform(operation, input, signal, onProgress);
    const app = await openApp();
    try {
      return await operation.run(input, {
        rooms: { get: (token) => app.get(token, { strict: false }) },
        signal,
        onProgress,
      });
    } finally {
      await app.close();
    }
  });
}

/** The server that has our embedded database open; null when there is none, or when a PostgreSQL server is used. */
export async function runningServer(): Promise<RunningServer | null> {
  const { url, dataDir } = databaseConfig();
  return url === null ? RunningServer.find(dataDir) : null;
}
