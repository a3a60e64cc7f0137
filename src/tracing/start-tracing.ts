import { productVersion, recordSpansBy } from '../common/index.js';
import { ConfigError } from '../config/index.js';
import { OtelRecorder, type OtelApi } from './otel-recorder.js';
import { RequestSpans } from './request-spans.js';
import { tracingConfig, type TracingConfig } from './tracing.config.js';

/** The last spans get this long to go out; a collector that is gone must not hold up a stop. */
const FLUSH_MS = 2_000;

/** Traces that are on. */
export interface Tracing {
  requests: RequestSpans;
  /** Sends what is left. */
  stop(): Promise<void>;
}

/**
 * Traces of OpenTelemetry over OTLP/HTTP, where a collector is named; null where none is, and then nothing of the library is loaded.
 *
 * @throws ConfigError when the optional packages are not installed.
 */
export async function startTracing(config: TracingConfig = tracingConfig()): Promise<Tracing | null> {
  if (config.endpoint === null) return null;
  const { api, sdk, exporter, resources } = await load();
  const provider = new sdk.NodeTracerProvider({
    resource: resources.defaultResource().merge(
      resources.resourceFromAttributes({
        'service.name': config.serviceName,
        'service.version': productVersion(),
      }),
    ),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(config.ratio) }),
    spanProcessors: [new sdk.BatchSpanProcessor(new exporter.OTLPTraceExporter())],
  });
  // Context in asynchronous work, and `traceparent` of W3C Trace Context.
  provider.register();
  const tracer = provider.getTracer('materials-catalogue', productVersion());
  recordSpansBy(new OtelRecorder(api, tracer));
  return {
    requests: new RequestSpans(api, tracer),
    stop: async () => {
      recordSpansBy(null);
      await Promise.race([
        // What cannot be sent is lost; the log of the library has said so.
        provider.shutdown().catch(() => undefined),
        new Promise<void>((resolve) => setTimeout(resolve, FLUSH_MS).unref()),
      ]);
    },
  };
}

/** Optional dependencies: whoever leaves them out saves their weight. */
async function load(): Promise<{
  api: OtelApi;
  sdk: typeof import('@opentelemetry/sdk-trace-node');
  exporter: typeof import('@opentelemetry/exporter-trace-otlp-http');
  resources: typeof import('@opentelemetry/resources');
}> {
  try {
    const [api, sdk, exporter, resources] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
    return { api, sdk, exporter, resources };
  } catch (error) {
    throw new ConfigError(
      'OTEL_EXPORTER_OTLP_ENDPOINT is set, and the packages of OpenTelemetry are not installed. ' +
        `Install again without --omit=optional, or leave the variable out. (${String(error)})`,
    );
  }
}
