import { join, resolve } from 'node:path';
import { z } from 'zod';

/** A Unix socket's path may have 107 bytes on Linux and 103 on macOS. */
const MAX_PATH_BYTES = 103;
const SOCKET_NAME = 'control.sock';

/** Where the server that has `dataDir` open listens for commands; null when the path is too long for a socket. */
export function controlSocketPath(dataDir: string): string | null {
  const path = join(resolve(dataDir), SOCKET_NAME);
  return Buffer.byteLength(path) <= MAX_PATH_BYTES ? path : null;
}

/** Path of the request whose answer is a back-up. */
export const BACKUP_PATH = '/backup';
/** Below it an operation's name; the body is its input, the answer a message a line. */
export const OPERATIONS_PATH = '/operations/';

export const messageSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('progress'),
    done: z.number(),
    total: z.number(),
    phase: z.string().optional(),
  }),
  z.object({ kind: z.literal('result'), result: z.unknown() }),
  z.object({
    kind: z.literal('failed'),
    code: z.string(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
  }),
]);
export type ControlMessage = z.output<typeof messageSchema>;
