import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { hardeningConfig } from './hardening.config.js';
import { installRequestBounds } from './request-bounds.js';
import { installSecurityHeaders } from './security-headers.js';

export { answerClientError } from './client-error.js';
export { hardeningConfig } from './hardening.config.js';
export { noteMethods } from './method-not-allowed.js';
export { dataHeaders } from './security-headers.js';

/** Everything that holds for each request, whoever sends it. Must run before routes are registered. */
export function harden(app: NestFastifyApplication, config = hardeningConfig()): void {
  const fastify = app.getHttpAdapter().getInstance();
  installSecurityHeaders(fastify);
  if (config.corsOrigins.length > 0) {
    app.enableCors({
      origin: config.corsOrigins,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: [
        'ETag',
        'Location',
        'RateLimit',
        'RateLimit-Policy',
        'Retry-After',
        'X-Cache',
        'X-Request-Id',
      ],
      maxAge: 600,
    });
  }
  installRequestBounds(fastify, config.deadlineMs);
}
