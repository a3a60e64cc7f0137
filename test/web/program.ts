import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, runCli, startChild, type Child } from '../support/child.js';

/** A busy machine takes minutes for what takes seconds: an embedded database, the sample, a vector for every item. */
export const START_PATIENCE_MS = 300_000;

/** The program as `npm start` runs it, with its sample catalogue; it can be killed and started again at the same address. */
export class Program {
  private child: Child | null = null;

  private constructor(
    readonly url: string,
    private readonly port: number,
    private readonly dataDir: string,
    private readonly env: Record<string, string>,
  ) {}

  /** With users, an empty catalogue and no search by meaning: what is asked of access needs neither. */
  static async startGuarded(admin: { username: string; password: string }): Promise<Program> {
    const program = await Program.make({
      AUTH_REQUIRED: 'true',
      JWT_SECRET: randomBytes(32).toString('base64'),
      SAMPLE_CATALOGUE: 'false',
      SEMANTIC_ENABLED: 'false',
    });
    const made = await runCli(
      ['users', 'create', admin.username, '--role', 'admin'],
      { ...program.env, DATA_DIR: program.dataDir },
      admin.password,
    );
    if (made.code !== 0) throw new Error(made.stderr);
    await program.up();
    return program;
  }

  private static async make(env: Record<string, string>): Promise<Program> {
    const port = await freePort();
    const dataDir = await mkdtemp(join(tmpdir(), 'web-data-'));
    return new Program(`http://127.0.0.1:${port}`, port, dataDir, env);
  }

  static async start(): Promise<Program> {
    const program = await Program.make({});
    await program.up();
    // The sample is loaded, and meaning is searched as well: what follows is then the same on every machine.
    await program.until('the sample is indexed', async () => {
      const { backlog } = (
        await program.get<{ details: { indexer: { backlog: number } } }>('/health?fresh=true')
      ).details.indexer;
      const { items } = await program.get<{ items: { status: string }[] }>('/api/v1/imports');
      return backlog === 0 && items[0]?.status === 'completed';
    });
    return program;
  }

  async up(): Promise<void> {
    this.child = startChild('dist/src/main.js', [], {
      HOST: '127.0.0.1',
      PORT: String(this.port),
      DATA_DIR: this.dataDir,
      LOG_LEVEL: 'warn',
      // On a busy machine the usual deadlines would turn the story into one of degraded answers.
      SEARCH_LEXICAL_TIMEOUT_MS: '10000',
      SEARCH_SEMANTIC_TIMEOUT_MS: '10000',
      ...this.env,
    });
    await this.until('the server is ready', async () => (await fetch(`${this.url}/health/ready`)).ok);
  }

  async kill(): Promise<void> {
    this.child?.process.kill('SIGKILL');
    await this.child?.ended;
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(this.url + path);
    return (await response.json()) as T;
  }

  async send<T>(method: string, path: string, body: unknown): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Polls a process from outside, where there is nothing to await. */
  private async until(what: string, check: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + START_PATIENCE_MS;
    while (!(await check().catch(() => false))) {
      const { child } = this;
      if (Date.now() > deadline || child?.process.exitCode !== null)
        throw new Error(`Waited in vain until ${what}.\n${child?.stdout()}\n${child?.stderr()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
