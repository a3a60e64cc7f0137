import { z } from 'zod';
import { defineConfig } from '../config/index.js';

const schema = z.object({
  // Base address of an OTLP collector over HTTP, for example http://localhost:4318; not set: no traces.
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  // Headers the collector asks for, `name=value,name=value`.
  OTEL_EXPORTER_OTLP_HEADERS: z.string().optional(),
  OTEL_SERVICE_NAME: z.string().min(1).default('materials-catalogue'),
  // Share of the requests that are traced, unless who asks has decided.
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number<string>().min(0).max(1).default(1),
});

/** Names of the OpenTelemetry specification. The exporter itself reads address and headers. */
export const tracingConfig = defineConfig('tracing', schema, (env) => ({
  endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  serviceName: env.OTEL_SERVICE_NAME,
  ratio: env.OTEL_TRACES_SAMPLER_ARG,
}));
export type TracingConfig = ReturnType<typeof tracingConfig>;
