import type * as Api from '@opentelemetry/api';
import type { SpanAttributes, SpanKind, SpanRecorder } from '../common/index.js';

/** What is used of the library's API; loaded when traces are on. */
export type OtelApi = Pick<typeof Api, 'context' | 'propagation' | 'trace' | 'SpanKind' | 'SpanStatusCode'>;

/** Records work as spans of OpenTelemetry, inside the span that is current where the work is asked for. */
export class OtelRecorder implements SpanRecorder {
  private readonly kinds: Readonly<Record<SpanKind, Api.SpanKind>>;

  constructor(
    private readonly api: OtelApi,
    private readonly tracer: Api.Tracer,
  ) {
    this.kinds = { client: api.SpanKind.CLIENT, internal: api.SpanKind.INTERNAL };
  }

  record<T>(name: string, kind: SpanKind, attributes: SpanAttributes, work: () => Promise<T>): Promise<T> {
    // Work that nobody asked for, the indexer's and the heartbeats', would be a trace of one span each.
    if (!this.api.trace.getActiveSpan()) return work();
    return this.tracer.startActiveSpan(
      name,
      { kind: this.kinds[kind], attributes: { ...attributes } },
      async (span) => {
        try {
          return await work();
        } catch (error) {
          // The name alone: messages of databases carry values.
          const message = error instanceof Error ? error.name : 'error';
          span.setStatus({ code: this.api.SpanStatusCode.ERROR, message });
          span.setAttribute('error.type', message);
          throw error;
        } finally {
          span.end();
        }
      },
    );
  }
}
