/** What the main thread tells the worker that runs embedded PostgreSQL. */
export interface PgliteWorkerData {
  /** Directory of the database files. */
  databaseDir: string;
  /** Unix socket the worker listens on; `pg` finds it as host directory and port. */
  socketPath: string;
  maxConnections: number;
}

export type PgliteWorkerRequest =
  | { kind: 'stop' }
  /** Copies the database files while no statement runs. */
  | { kind: 'copy'; directory: string };

export type PgliteWorkerMessage =
  | { kind: 'ready' }
  | { kind: 'stopped' }
  | { kind: 'copied'; directory: string; pausedMs: number }
  | { kind: 'copyFailed'; directory: string; message: string };
