import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A program of the build, running as a process of its own. */
export interface Child {
  process: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Everything written so far. */
  stdout(): string;
  stderr(): string;
  /** Exit code, or the signal that ended it; resolves when its output is complete. */
  ended: Promise<number | NodeJS.Signals>;
}

/** Starts `node <file of the repository>` with the environment of the tests and `env` over it; `input` is all it can read. */
export function startChild(
  file: string,
  args: readonly string[],
  env: Record<string, string>,
  input = '',
): Child {
  const child = spawn(process.execPath, ['--enable-source-maps', file, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk));
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  return { process: child, stdout: () => text.stdout, stderr: () => text.stderr, ended };
}

export interface CommandResult {
  code: number | NodeJS.Signals;
  stdout: string;
  stderr: string;
}

/** Runs one command of the command line to its end. */
export async function runCli(
  args: readonly string[],
  env: Record<string, string>,
  input = '',
): Promise<CommandResult> {
  const child = startChild('dist/src/cli/main.js', args, env, input);
  const code = await child.ended;
  return { code, stdout: child.stdout(), stderr: child.stderr() };
}

export interface ChildServer extends Child {
  url: string;
}

/** Starts the server as `npm start` does and waits until it is ready. */
export async function startServer(env: Record<string, string>): Promise<ChildServer> {
  const port = await freePort();
  const child = startChild('dist/src/main.js', [], {
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'info',
    SAMPLE_CATALOGUE: 'false',
    // As in bootApp: most suites need no model, and the PostgreSQL server of the tests has no pgvector.
    SEMANTIC_ENABLED: 'false',
    ...env,
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntil('the server is ready', child, async () => (await fetch(`${url}/health/ready`)).ok);
  return { ...child, url };
}

/** Polls a process from outside, where there is nothing to await; gives up after two minutes (a busy machine starts slowly) or when the process has ended. */
export async function waitUntil(what: string, child: Child, check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await check().catch(() => false))) {
    if (Date.now() > deadline || child.process.exitCode !== null || child.process.signalCode !== null) {
      throw new Error(`Waited in vain until ${what}.\n${child.stdout()}\n${child.stderr()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
