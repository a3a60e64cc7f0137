import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { Logger } from '@nestjs/common';
import type { BackupConsumer } from '../../backup/index.js';
import { AppError, parseOrThrow, statusOf, toAppError } from '../../common/index.js';
import { ALL_OPERATIONS } from '../all-operations.js';
import type { OnProgress, Rooms } from '../operation.js';
import { BACKUP_PATH, OPERATIONS_PATH, type ControlMessage } from './control-protocol.js';

/** Long operations report at most this often. */
const PROGRESS_MS = 100;

export interface ControlledProgram {
  rooms: Rooms;
  backUp(signal: AbortSignal, consume: BackupConsumer): Promise<void>;
}

/**
 * Takes commands from this machine while the server has the embedded database open: HTTP over a Unix socket in `DATA_DIR`, which only
 * the owner of the data may enter. Who can read the data needs no other credentials.
 */
export class ControlServer {
  private readonly logger = new Logger('Control');
  private readonly server: Server;
  private readonly stopping = new AbortController();

  constructor(
    private readonly path: string,
    private readonly program: ControlledProgram,
  ) {
    this.server = createServer((request, response) => {
      this.handle(request, response).catch((error: unknown) => this.fail(response, error));
    });
  }

  /** Call it only under the lock of the data directory: a socket that is there is what a killed server left. */
  async start(): Promise<void> {
    await rm(this.path, { force: true });
    this.server.listen(this.path);
    await once(this.server, 'listening');
    await chmod(this.path, 0o600);
  }

  /** Operations that run are aborted: each is safe to repeat. */
  async stop(): Promise<void> {
    this.stopping.abort(new AppError('shutting_down', 'The server is stopping.'));
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeIdleConnections();
    await closed;
    await rm(this.path, { force: true });
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    if (method !== 'POST') throw new AppError('method_not_allowed', 'Commands are POSTed.');
    const gone = new AbortController();
    response.once('close', () => gone.abort(new Error('Whoever asked has gone.')));
    const signal = AbortSignal.any([gone.signal, this.stopping.signal]);
    if (url === BACKUP_PATH) return this.backUp(response, signal);
    const operation = url.startsWith(OPERATIONS_PATH)
      ? ALL_OPERATIONS.get(url.slice(OPERATIONS_PATH.length))
      : undefined;
    if (!operation) throw new AppError('not_found', `This version of the server cannot "${url}".`);
    const input = parseOrThrow(operation.input, await json(request));
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const write = (message: ControlMessage): void => void response.write(`${JSON.stringify(message)}\n`);
    this.logger.log({ msg: 'Command', operation: operation.name });
    let reportedAt = 0;
    const onProgress: OnProgress = (done, total, phase) => {
      const now = performance.now();
      if (done < total && now - reportedAt < PROGRESS_MS) return;
      reportedAt = now;
      write({ kind: 'progress', done, total, ...(phase === undefined ? {} : { phase }) });
    };
    const result = await operation.run(input, { rooms: this.program.rooms, signal, onProgress });
    write({ kind: 'result', result });
    response.end();
  }

  private async backUp(response: ServerResponse, signal: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    await this.program.backUp(signal, async (archive, pausedMs) => {
      response.writeHead(200, { 'content-type': 'application/gzip', 'x-paused-ms': String(pausedMs) });
      await pipeline(archive, response);
      this.logger.log({ msg: 'Backed up', pausedMs, ms: Math.round(performance.now() - startedAt) });
    });
  }

  private fail(response: ServerResponse, thrown: unknown): void {
    const error = toAppError(thrown);
    const expected = statusOf(error.code) < 500 || error.code === 'shutting_down';
    if (!expected && !response.destroyed) this.logger.error({ msg: 'A command failed', err: thrown });
    const message: ControlMessage = {
      kind: 'failed',
      code: error.code,
      detail: error.message,
      ...(error.errors ? { errors: [...error.errors] } : {}),
    };
    if (response.headersSent) {
      // A back-up that ends early must not look whole; a line of JSON can follow others.
      if (response.getHeader('content-type') === 'application/x-ndjson') {
        response.end(`${JSON.stringify(message)}\n`);
      } else response.destroy();
      return;
    }
    response.writeHead(statusOf(error.code), { 'content-type': 'application/x-ndjson' });
    response.end(`${JSON.stringify(message)}\n`);
  }
}
