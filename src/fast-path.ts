import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AccessLog } from './access-log.js';
import { AccessGuard } from './auth/index.js';
import {
  CachedRoutes,
  isNotModified,
  wantsFresh,
  type CacheAnswer,
  type CachedBody,
  type KnownGet,
} from './cache/index.js';
import { requestIdOf, SYSTEM_HEADER, type Principal, type ServerConfig } from './common/index.js';
import { dataHeaders } from './hardening/index.js';
import { Readiness } from './health/index.js';
import { HttpMetrics } from './metrics/index.js';
import { RateLimits } from './rate-limiting/index.js';

/** Up to this size, head and body go out as one string; above, copying costs more than a second buffer. */
const ONE_WRITE_BYTES = 16_384;

/** A request that may be answered here. */
interface Asked {
  url: string;
  get: KnownGet;
  caller: { principal: Principal; ip: string };
  /** Monotonic, milliseconds. */
  began: number;
}

/**
 * Answers a GET that the cache holds before Fastify hears of it: a route's template, a request, a reply and some thirty
 * hooks cost as much as the rest of such an answer. What they decide is asked of the same rooms (access, limits, cache) and told to the same
 * (metrics, log); whatever needs more than a look goes the long way, so nothing is answered here that would not be answered there.
 * The reasons are in docs/adr/0031-fast-path.md.
 */
export class FastPath {
  private readonly guard: AccessGuard;
  private readonly limits: RateLimits;
  private readonly routes: CachedRoutes;
  private readonly metrics: HttpMetrics;
  private readonly readiness: Readiness;
  private readonly addressOf: (request: IncomingMessage) => string;
  private readonly safety = dataHeaders();

  constructor(
    app: NestFastifyApplication,
    private readonly log: AccessLog,
    { trustedProxies }: Pick<ServerConfig, 'trustedProxies'>,
  ) {
    this.guard = app.get(AccessGuard);
    this.limits = app.get(RateLimits);
    this.routes = app.get(CachedRoutes);
    this.metrics = app.get(HttpMetrics);
    this.readiness = app.get(Readiness);
    // As Fastify's `request.ip`.
    const trusts = trustedProxies.length > 0 ? proxyAddr.compile([...trustedProxies]) : null;
    this.addressOf = (request) =>
      trusts ? proxyAddr(request, trusts) : (request.socket.remoteAddress ?? '');
  }

  /** Puts itself before the server's one listener. */
  install(server: Server): void {
    const [longWay, ...others] = server.listeners('request') as RequestListener[];
    if (!longWay || others.length > 0) throw new Error('The server has not one listener for requests.');
    server.removeListener('request', longWay);
    server.on('request', (request, response) => {
      const asked = this.consider(request);
      if (!asked) {
        longWay(request, response);
        return;
      }
      const here = this.routes.bodyHere(asked.get, asked.url);
      if (here) {
        this.answer(asked, here, request, response);
        return;
      }
      const goOn = (): void => longWay(request, response);
      this.routes.bodyAnywhere(asked.get, asked.url, request).then((found) => {
        // Meanwhile others may have spent what the caller had left.
        if (found && this.limits.affordsHere(asked.caller, asked.get.config.cost)) {
          this.answer(asked, found, request, response);
        } else goOn();
      }, goOn);
    });
  }

  /** What a request asks for, where everything that stands before its answer can be said at once; null: the long way. */
  private consider(request: IncomingMessage): Asked | null {
    const { url = '', headers } = request;
    if (request.method !== 'GET' || !isPlain(headers)) return null;
    const get = this.routes.knownGet(url);
    if (!get?.route.startsWith('/api/') || this.readiness.isStopping) return null;
    const began = performance.now();
    const principal = this.guard.admit(headers, get.route, get.config);
    if (!principal) return null;
    const caller = { principal, ip: this.addressOf(request) };
    return this.limits.affordsHere(caller, get.config.cost) ? { url, get, caller, began } : null;
  }

  private answer(
    { url, get, caller, began }: Asked,
    found: CacheAnswer<CachedBody>,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const requestId = requestIdOf(request);
    const status = this.send(request, response, found.value, [
      'x-request-id',
      requestId,
      ...this.safety,
      ...this.limits.chargeHere(caller, get.config.cost),
      'x-cache',
      found.status,
      'age',
      String(Math.floor(found.ageMs / 1_000)),
    ]);
    const ms = performance.now() - began;
    const { route } = get;
    this.metrics.observe('GET', route, status, ms);
    this.log.write({ method: 'GET', url, route, status, ms, cache: found.status, requestId });
  }

  private send(
    request: IncomingMessage,
    response: ServerResponse,
    { etag, contentType, bytes }: CachedBody,
    head: string[],
  ): number {
    head.push('etag', etag);
    if (isNotModified(request, etag)) {
      response.writeHead(304, head).end();
      return 304;
    }
    head.push('content-type', contentType, 'content-length', String(bytes.byteLength));
    response.writeHead(200, head);
    // One character a byte: Node puts such a string behind the head and writes both at once.
    if (bytes.byteLength <= ONE_WRITE_BYTES) response.end(bytes.toString('latin1'), 'latin1');
    else response.end(bytes);
    return 200;
  }
}

/** Whether nothing in the headers asks for more than the answer: other origins, a body, a fresh answer, one made by this process. */
function isPlain(headers: IncomingMessage['headers']): boolean {
  return (
    headers.origin === undefined &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    headers[SYSTEM_HEADER] === undefined &&
    !wantsFresh({ headers })
  );
}
