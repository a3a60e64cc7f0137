import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { extendRouteConfig } from '../common/index.js';
import { CachedRouteInterceptor } from './http/cached-route.interceptor.js';
import { CACHED_ROUTE, type CachedRouteOptions } from './http/cached-route-options.js';

export { CACHED_ROUTE, type CachedRouteOptions };

/**
 * Serves the route cache-aside: `X-Cache`, `ETag`, `Age`, 304, `Cache-Control: no-cache`. A handler's answer is kept when it
 * succeeds and does not say otherwise by returning `uncacheable(body)`.
 *
 * A hit is answered by a Fastify hook of the route (`onRequest` for GET, `preHandler` for POST) and never enters Nest: checks that
 * must come before it (access, rate limits) are Fastify hooks of the whole server, which run before those of a route.
 */
export const CachedRoute = (options: CachedRouteOptions): MethodDecorator =>
  applyDecorators(
    SetMetadata(CACHED_ROUTE, options),
    extendRouteConfig({ cachedRoute: options }),
    UseInterceptors(CachedRouteInterceptor),
  );
