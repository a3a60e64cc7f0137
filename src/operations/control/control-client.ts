import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { connect } from 'node:net';
import { AppError, ERROR_CODES, type ErrorCode } from '../../common/index.js';
import type { OnProgress, Operation } from '../operation.js';
import { BACKUP_PATH, controlSocketPath, messageSchema, OPERATIONS_PATH } from './control-protocol.js';

/** The server that has an embedded database open, asked from another process of this machine. */
export class RunningServer {
  private constructor(private readonly socketPath: string) {}

  /** @returns null when no server has `dataDir` open, or it takes no commands. */
  static async find(dataDir: string): Promise<RunningServer | null> {
    const path = controlSocketPath(dataDir);
    if (path === null) return null;
    const socket = connect(path);
    try {
      await once(socket, 'connect');
      return new RunningServer(path);
    } catch {
      return null; // No socket, or one that a killed server left: nobody listens.
    } finally {
      socket.destroy();
    }
  }

  /** Runs an operation there. @throws AppError as it was thrown there. */
  async perform<I, O>(
    operation: Operation<I, O>,
    input: I,
    signal: AbortSignal,
    onProgress: OnProgress,
  ): Promise<O> {
    const response = await this.post(`${OPERATIONS_PATH}${operation.name}`, JSON.stringify(input), signal);
    for await (const line of createInterface({ input: response })) {
      const message = messageSchema.parse(JSON.parse(line));
      if (message.kind === 'progress') onProgress(message.done, message.total, message.phase);
      else if (message.kind === 'failed') throw toAppError(message);
      else return message.result as O;
    }
    throw new AppError('service_unavailable', 'The server ended before it had answered.');
  }

  /** A back-up made there, as a stream that fails when it does not come to its end. */
  async backUp(signal: AbortSignal): Promise<{ archive: Readable; pausedMs: number }> {
    const response = await this.post(BACKUP_PATH, '', signal);
    if (response.statusCode !== 200) {
      for await (const line of createInterface({ input: response })) {
        const message = messageSchema.parse(JSON.parse(line));
        if (message.kind === 'failed') throw toAppError(message);
      }
      throw new AppError('service_unavailable', 'The server made no back-up.');
    }
    return { archive: response, pausedMs: Number(response.headers['x-paused-ms'] ?? 0) };
  }

  private async post(path: string, body: string, signal: AbortSignal): Promise<IncomingMessage> {
    const asked = request({ socketPath: this.socketPath, path, method: 'POST', signal });
    asked.end(body);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return response;
  }
}

function toAppError(message: { code: string; detail: string; errors?: AppError['errors'] }): AppError {
  const known = (ERROR_CODES as readonly string[]).includes(message.code);
  return new AppError(known ? (message.code as ErrorCode) : 'internal_error', message.detail, {
    ...(message.errors ? { errors: message.errors } : {}),
  });
}
