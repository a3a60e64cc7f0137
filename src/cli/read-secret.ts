import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/**
 * A secret that is never an argument, which other users of the machine could see: typed on a terminal without being shown, or the
 * first line of standard input. Null when there is none.
 */
export async function readSecret(prompt: string): Promise<string | null> {
  const terminal = process.stdin.isTTY === true;
  if (terminal) process.stderr.write(prompt);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal });
  try {
    for await (const line of lines) return line === '' ? null : line;
    return null;
  } finally {
    lines.close();
    if (terminal) process.stderr.write('\n');
  }
}
