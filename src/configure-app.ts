import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessLog } from './access-log.js';
import { AccessGuard } from './auth/index.js';
import { CachedRoutes } from './cache/index.js';
import {
  createValidationPipe,
  ProblemFilter,
  requestIdOf,
  sendProblem,
  serverConfig,
  withRequestId,
  type ServerConfig,
} from './common/index.js';
import { FastPath } from './fast-path.js';
import { answerClientError, harden, hardeningConfig, noteMethods } from './hardening/index.js';
import { Idempotency } from './idempotency/index.js';
import { HttpMetrics } from './metrics/index.js';
import { installMultipart } from './multipart.js';
import { setUpOpenApi } from './openapi.js';
import { LoadShedding, RateLimits } from './rate-limiting/index.js';
import type { Tracing } from './tracing/index.js';
import { servePage } from './web/index.js';

/** Longer than any answer takes; a stream of events sends something more often. */
const SOCKET_IDLE_MS = 120_000;

/** Fastify as the server and the end-to-end tests both use it. */
export function createFastifyAdapter(config: ServerConfig = serverConfig()): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: config.bodyLimitBytes,
    requestTimeout: config.requestTimeoutMs,
    // A slow sender of headers is cut off sooner, and a socket on which nothing moves is closed: also one that does not read.
    http: { headersTimeout: Math.min(10_000, config.requestTimeoutMs), maxHeaderSize: 16_384 },
    connectionTimeout: SOCKET_IDLE_MS,
    // Without it X-Forwarded-For is what anybody wrote there.
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    genReqId: requestIdOf,
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
    // Keep-alive connections are closed at shutdown once idle; requests in flight finish.
    forceCloseConnections: 'idle',
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    clientErrorHandler: answerClientError,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(error, request, reply);
    },
  });
}

/** Everything between the adapter and the routes; `main.ts` and the tests call it, so that they serve the same program. */
export function configureApp(
  app: NestFastifyApplication,
  config: ServerConfig = serverConfig(),
  tracing: Tracing | null = null,
): void {
  app.setGlobalPrefix('api/v1', { exclude: ['health', 'health/*path', 'metrics', 'openapi.json', 'docs'] });
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ProblemFilter());
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  installMultipart(app);
  const log = new AccessLog(['trace', 'debug', 'info'].includes(config.logLevel));
  log.install(fastify);
  tracing?.requests.install(fastify);
  app.get(HttpMetrics).install(fastify);
  harden(app);
  const answerOtherMethods = noteMethods(fastify);
  const access = app.get(AccessGuard);
  access.install(fastify);
  app.get(RateLimits).install(fastify);
  access.installRefusal(fastify);
  answerOtherMethods();
  app.get(LoadShedding).install(fastify);
  app.get(Idempotency).install(fastify);
  // After the hooks that every request passes: a hit is answered here.
  app.get(CachedRoutes).install(fastify);
  // After the cache, so that a hit does not pay for it: what goes on asks the database, and says for whom.
  fastify.addHook('onRequest', (request, _reply, done) => withRequestId(request.id, done));
  setUpOpenApi(app);
  servePage(fastify);
  // Answers to other origins carry headers that only the long way knows, and only there a request has a span.
  if (hardeningConfig().corsOrigins.length === 0 && tracing === null)
    new FastPath(app, log, config).install(app.getHttpServer());
}
