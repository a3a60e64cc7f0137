import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface CollectedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status?: { code?: number };
  attributes: Record<string, unknown>;
  service: string;
}

interface Attribute {
  key: string;
  value: Record<string, unknown>;
}
interface Body {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: { spans: (Omit<CollectedSpan, 'attributes' | 'service'> & { attributes: Attribute[] })[] }[];
  }[];
}

/** A collector that takes in spans as OTLP over HTTP, in JSON, and shows them. */
export class OtlpCollector {
  readonly spans: CollectedSpan[] = [];
  readonly headers: Record<string, unknown>[] = [];

  private constructor(private readonly server: ReturnType<typeof createServer>) {}

  static async start(): Promise<OtlpCollector> {
    const server = createServer((request, response) => {
      void json(request).then((body) => {
        collector.headers.push(request.headers);
        collector.take(body as Body);
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    const collector: OtlpCollector = new OtlpCollector(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private take(body: Body): void {
    const plain = (list: Attribute[]): Record<string, unknown> =>
      Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]]));
    for (const { resource, scopeSpans } of body.resourceSpans) {
      const service = String(plain(resource.attributes)['service.name']);
      for (const { spans } of scopeSpans) {
        for (const span of spans) this.spans.push({ ...span, attributes: plain(span.attributes), service });
      }
    }
  }
}
