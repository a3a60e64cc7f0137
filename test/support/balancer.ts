import { once } from 'node:events';
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

const PROBE_MS = 100;

interface Backend {
  base: string;
  agent: Agent;
  ready: boolean;
  served: number;
}

/**
 * A load balancer as small as one can be: asks every backend's `/health/ready` and sends requests in turn to those that said 200. It never tries
 * again: what a backend drops is a failed request.
 */
export class Balancer {
  private readonly server: Server;
  private readonly probing: NodeJS.Timeout;
  private backends: Backend[] = [];
  private next = 0;
  /** Why requests could not be passed on. */
  readonly failures: string[] = [];

  private constructor() {
    this.server = createServer((incoming, answer) => this.pass(incoming, answer));
    this.probing = setInterval(() => void this.probe(), PROBE_MS);
  }

  static async start(): Promise<Balancer> {
    const balancer = new Balancer();
    balancer.server.listen(0, '127.0.0.1');
    await once(balancer.server, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  add(base: string): void {
    this.backends.push({ base, agent: new Agent({ keepAlive: true }), ready: false, served: 0 });
  }

  /** Requests a backend answered. */
  remove(base: string): number {
    const gone = this.backends.find((backend) => backend.base === base);
    this.backends = this.backends.filter((backend) => backend !== gone);
    gone?.agent.destroy();
    return gone?.served ?? 0;
  }

  async ready(base: string): Promise<void> {
    while (!this.backends.find((backend) => backend.base === base)?.ready) {
      await new Promise((resolve) => setTimeout(resolve, PROBE_MS));
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.probing);
    for (const { agent } of this.backends) agent.destroy();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async probe(): Promise<void> {
    await Promise.all(
      this.backends.map(async (backend) => {
        const answer = await fetch(`${backend.base}/health/ready`, {
          signal: AbortSignal.timeout(1_000),
        }).catch(() => null);
        await answer?.arrayBuffer().catch(() => undefined);
        backend.ready = answer?.ok ?? false;
      }),
    );
  }

  private pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const ready = this.backends.filter((backend) => backend.ready);
    const backend = ready[this.next++ % Math.max(1, ready.length)];
    if (!backend) {
      this.fail('no backend is ready', answer);
      return;
    }
    const onward = request(`${backend.base}${incoming.url ?? ''}`, {
      method: incoming.method,
      headers: { ...incoming.headers, connection: 'keep-alive' },
      agent: backend.agent,
    });
    onward.on('response', (response) => {
      backend.served += 1;
      const headers = { ...response.headers };
      delete headers.connection;
      delete headers['keep-alive'];
      answer.writeHead(response.statusCode ?? 502, headers);
      response.pipe(answer);
      response.on('error', (error) =>
        this.failures.push(`answer of ${backend.base} broke off: ${error.message}`),
      );
    });
    onward.on('error', (error) => this.fail(`${backend.base}: ${error.message}`, answer));
    incoming.pipe(onward);
  }

  private fail(why: string, answer: ServerResponse): void {
    this.failures.push(why);
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(502).end(why);
  }
}
