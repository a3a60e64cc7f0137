import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HookHandlerDoneFunction,
  RouteOptions,
} from 'fastify';
import { LRUCache } from 'lru-cache';
import { SYSTEM_HEADER, SYSTEM_TOKEN } from '../../common/index.js';
import { CacheAside, type CacheAnswer, type CachePolicy } from '../cache-aside.js';
import { CachedBody } from '../cached-body.js';
import type { CachedRouteOptions } from './cached-route-options.js';
import { Popularity } from '../popularity.js';
import { Warming } from '../warming.js';
import { isNotModified, sendCached, wantsFresh } from './cached-response.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    cachedRoute?: CachedRouteOptions;
  }
  interface FastifyRequest {
    /** True once the hook has looked in every tier and found nothing. */
    cacheMissed: boolean;
  }
}

/** Marks requests the warmer makes: they must not make popular what is popular. */
const WARMING_HEADER = 'x-cache-warming';
/** GETs remembered by URL: reading the key out of a request can cost more than the rest of a hit. */
const REMEMBERED = 10_000;
const REMEMBERED_URL_LENGTH = 1_000;

/** What a GET asks for, which is a function of its URL alone. */
export interface KnownGet {
  policy: CachePolicy;
  key: string;
  /** Template of the route, and its configuration. */
  route: string;
  config: FastifyContextConfig;
}

/** The fast half of cached routes: a Fastify hook answers a hit before Nest's router, guards and pipes do any work. */
@Injectable()
export class CachedRoutes {
  /** URL templates of the GET routes, by namespace. */
  private readonly templates = new Map<string, string>();
  private readonly known = new LRUCache<string, KnownGet>({ max: REMEMBERED });
  /** Requests whose key is in no tier, as was found before their hooks ran. */
  private readonly missed = new WeakSet<IncomingMessage>();
  private readonly onListening: (() => void)[] = [];
  private listening = false;

  constructor(
    private readonly cache: CacheAside,
    private readonly popularity: Popularity,
    private readonly warming: Warming,
  ) {}

  /** Must run before routes are registered, and after the hooks that every request passes (access, limits, metrics). */
  install(fastify: FastifyInstance): void {
    fastify.decorateRequest('cacheMissed', false);
    fastify.addHook('onRoute', (route) => this.attach(route));
    fastify.addHook('onListen', (done) => {
      this.listening = true;
      this.onListening.forEach((callback) => callback());
      done();
    });
    this.warming.serveBy(async (url) => {
      const answer = await fastify.inject({
        url,
        headers: { [WARMING_HEADER]: '1', [SYSTEM_HEADER]: SYSTEM_TOKEN },
      });
      const cache = answer.headers['x-cache'];
      return { status: answer.statusCode, cache: typeof cache === 'string' ? cache : undefined };
    });
  }

  /** Calls back once, when the server listens; never in a process that only asks its own routes. */
  whenListening(callback: () => void): void {
    if (this.listening) callback();
    else this.onListening.push(callback);
  }

  /** What this URL was found to ask for; undefined when a GET of it has not come this way lately. */
  knownGet(url: string): KnownGet | undefined {
    return this.known.get(url);
  }

  /** The kept body a known GET asks for, where the tier in this process holds it, fresh; it counts as asked for. */
  bodyHere(get: KnownGet, url: string): CacheAnswer<CachedBody> | undefined {
    return this.bodyIn(this.cache.peek<unknown>(get.policy, get.key), get, url);
  }

  /** As `bodyHere`, also in the tier that all instances share. What found nothing is not looked for again by the route's hook. */
  async bodyAnywhere(
    get: KnownGet,
    url: string,
    request: IncomingMessage,
  ): Promise<CacheAnswer<CachedBody> | undefined> {
    const found = await this.cache.lookup<unknown>(get.policy, get.key);
    if (!found) this.missed.add(request);
    return this.bodyIn(found, get, url);
  }

  /** Kinds that GET routes serve. */
  namespaces(): string[] {
    return [...this.templates.keys()];
  }

  /** Path and query that ask a kind for something; null when no GET route serves that kind. */
  requestFor(namespace: string, values: Readonly<Record<string, string>>): string | null {
    const template = this.templates.get(namespace);
    if (template === undefined) return null;
    const query = new URLSearchParams();
    let path = template;
    for (const [name, value] of Object.entries(values)) {
      if (path.includes(`:${name}`)) path = path.replace(`:${name}`, () => encodeURIComponent(value));
      else query.set(name, value);
    }
    return query.size === 0 ? path : `${path}?${query.toString()}`;
  }

  /** One value out of a request of a kind, the reverse of `requestFor`; the request itself when it is not there. */
  partOf(namespace: string, request: string, name: string): string {
    const url = new URL(request, 'http://catalogue');
    const at = this.templates.get(namespace)?.split('/').indexOf(`:${name}`) ?? -1;
    const part = at < 0 ? url.searchParams.get(name) : url.pathname.split('/')[at];
    return part ? (at < 0 ? part : decodeURIComponent(part)) : request;
  }

  private bodyIn(
    found: CacheAnswer<unknown> | undefined,
    get: KnownGet,
    url: string,
  ): CacheAnswer<CachedBody> | undefined {
    if (!found) return undefined;
    if (found.value instanceof CachedBody) {
      this.popularity.count(get.policy.namespace, url);
      return found as CacheAnswer<CachedBody>;
    }
    // A remembered 404: problem details are written elsewhere, and its hits must not be counted twice from now on.
    this.known.delete(url);
    return undefined;
  }

  private attach(route: RouteOptions): void {
    const options = route.config?.cachedRoute;
    if (!options) return;
    const policy = typeof options.policy === 'function' ? options.policy() : options.policy;
    if (route.method === 'GET' && !this.templates.has(policy.namespace)) {
      this.templates.set(policy.namespace, route.url);
    }
    const isGet = route.method === 'GET' || route.method === 'HEAD';
    const hook = this.hook(policy, isGet ? this.remembering(policy, options.key) : options.key, isGet);
    // The key of a POST needs its body, which is there from preHandler on.
    const phase = isGet ? 'onRequest' : 'preHandler';
    route[phase] = [...listOf(route[phase]), hook] as never; // The two phases differ in what the types know of the body.
    route.onSend = [...listOf(route.onSend), notModified];
  }

  /** The key of a GET, read out once. Null is not remembered: nonsense must not fill the memory. */
  private remembering(
    policy: CachePolicy,
    keyOf: (request: FastifyRequest) => string | null,
  ): (request: FastifyRequest) => string | null {
    return (request) => {
      const { url } = request;
      const known = this.known.get(url);
      if (known) return known.key;
      const key = keyOf(request);
      if (key !== null && url.length <= REMEMBERED_URL_LENGTH) {
        const { url: route = '', config } = request.routeOptions;
        this.known.set(url, { policy, key, route, config });
      }
      return key;
    };
  }

  private hook(
    policy: CachePolicy,
    keyOf: (request: FastifyRequest) => string | null,
    isGet: boolean,
  ): (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => void {
    return (request, reply, done) => {
      const key = wantsFresh(request) ? null : keyOf(request);
      if (key === null) {
        done();
        return;
      }
      if (isGet && request.headers[WARMING_HEADER] === undefined) {
        this.popularity.count(policy.namespace, request.url);
      }
      if (this.missed.has(request.raw)) {
        request.cacheMissed = true;
        done();
        return;
      }
      const here = this.cache.peek<unknown>(policy, key);
      if (here) {
        answer(request, reply, here, done);
        return;
      }
      this.cache.lookup<unknown>(policy, key).then((found) => {
        if (found) answer(request, reply, found, done);
        else {
          request.cacheMissed = true;
          done();
        }
      }, done);
    };
  }
}

function listOf<T>(hooks: T | T[] | undefined): T[] {
  return hooks === undefined ? [] : Array.isArray(hooks) ? hooks : [hooks];
}

/** 304 for a freshly loaded answer that the caller has already. */
function notModified(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: Error | null, payload?: unknown) => void,
): void {
  const etag = reply.getHeader('etag');
  if (reply.statusCode !== 200 || typeof etag !== 'string' || !isNotModified(request, etag)) {
    done(null, payload);
    return;
  }
  void reply.code(304).removeHeader('content-type').removeHeader('content-length');
  done(null, null);
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  found: CacheAnswer<unknown>,
  done: HookHandlerDoneFunction,
): void {
  // A remembered 404 is thrown by the interceptor, so that one place writes problem details.
  if (found.value instanceof CachedBody) sendCached(request, reply, found.value, found.status, found.ageMs);
  else done();
}
