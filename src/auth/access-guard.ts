import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HookHandlerDoneFunction,
  RouteOptions,
} from 'fastify';
import {
  AppError,
  includesRole,
  isSystemToken,
  sendProblem,
  SYSTEM,
  SYSTEM_HEADER,
  UNRESTRICTED,
  type Principal,
  type Role,
  type RouteAccess,
} from '../common/index.js';
import { authConfig, type AuthConfig } from './auth.config.js';
import { Credentials } from './credentials.js';
import { checkDoor } from './door.js';

/** A route as the guard sees it. */
export interface GuardedRoute {
  method: string;
  url: string;
  /** Undefined: not declared, so for admins only. */
  access: RouteAccess | undefined;
}

/** Longest credential that is looked at; ours are far shorter. */
const MAX_CREDENTIAL_LENGTH = 4_096;
const BEARER = /^bearer +(\S+)$/i;

/**
 * Lets a request pass or not: Fastify hooks before every route, the fast answers of the cache included. One finds out who calls and
 * whether they may; another, after the limits have charged for the question, refuses. Which role a route asks for is declared by
 * `@Access`; a route that declares nothing is for admins.
 */
@Injectable()
export class AccessGuard {
  private readonly logger = new Logger('Access');
  private readonly nobody: Principal;
  private readonly areas = new WeakMap<object, string>();
  private readonly registered: RouteOptions[] = [];

  constructor(
    @Inject(authConfig.KEY) private readonly config: AuthConfig,
    private readonly credentials: Credentials,
  ) {
    this.nobody = Object.freeze({ ...UNRESTRICTED, role: config.required ? null : config.anonymousRole });
  }

  /** Must run before routes are registered, and before whatever answers a request. @throws ConfigError for settings that leave the door open. */
  install(fastify: FastifyInstance): void {
    checkDoor(this.config);
    if (this.config.required) this.logger.log('Access is asked for: sign in, or send an API key.');
    else if (!this.config.local) {
      this.logger.warn(`Anonymous callers of the network may act as ${this.config.anonymousRole}.`);
    }
    fastify.decorateRequest('principal');
    fastify.decorateRequest('refusal', null);
    fastify.addHook('onRoute', (route) => {
      this.registered.push(route);
    });
    fastify.addHook('onRequest', (request, _reply, done) => this.identify(request, done));
  }

  /** Must run after `install` and the limits: who guesses credentials spends what their address may ask. */
  installRefusal(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      if (request.refusal === null) done();
      else this.refuse(request.refusal, request, reply);
    });
  }

  /** Every route of the program, once it is ready. */
  get routes(): GuardedRoute[] {
    return this.registered.flatMap(({ method, url, config }) =>
      [method].flat().map((one) => ({ method: one, url, access: config?.access })),
    );
  }

  /** Who sends these headers, where that is known at once and the route is theirs to call; null: only the hook can tell, or refuse. */
  admit(headers: IncomingHttpHeaders, url: string, config: FastifyContextConfig): Principal | null {
    const access = config.access ?? 'admin';
    if (access === 'public') return this.nobody;
    if (headers[SYSTEM_HEADER] !== undefined) return null;
    const credential = credentialOf(headers);
    if (credential === null) return null;
    const principal = credential === undefined ? this.nobody : this.credentials.peek(credential);
    if (!principal || this.refusalOf(principal, access, url, config)) return null;
    return principal;
  }

  private identify(request: FastifyRequest, done: HookHandlerDoneFunction): void {
    const access = accessOf(request);
    request.principal = this.nobody;
    if (access === 'public') {
      done();
      return;
    }
    const { headers } = request;
    const system = headers[SYSTEM_HEADER];
    if (typeof system === 'string' && isSystemToken(system)) {
      this.judge(SYSTEM, access, request, done);
      return;
    }
    const credential = credentialOf(headers);
    if (credential === undefined) {
      this.judge(this.nobody, access, request, done);
      return;
    }
    const known = credential === null ? null : this.credentials.peek(credential);
    if (known !== undefined) {
      this.judge(known, access, request, done);
      return;
    }
    this.credentials.verify(credential as string).then(
      (principal) => this.judge(principal, access, request, done),
      (error: unknown) => {
        request.refusal = error;
        done();
      },
    );
  }

  /** @param principal null: a credential was sent and is not valid. */
  private judge(
    principal: Principal | null,
    access: Role,
    request: FastifyRequest,
    done: HookHandlerDoneFunction,
  ): void {
    if (principal === null) {
      request.refusal = new AppError('unauthorized', 'The credential is not valid, or no longer.');
    } else {
      request.principal = principal;
      const { config, url = '' } = request.routeOptions;
      request.refusal = this.refusalOf(principal, access, url, config);
    }
    done();
  }

  /** Why somebody may not call a route; null: they may. */
  private refusalOf(
    { role, areas }: Principal,
    access: Role,
    url: string,
    config: FastifyContextConfig,
  ): AppError | null {
    if (role === null) return new AppError('unauthorized', 'Sign in, or send an API key in X-Api-Key.');
    if (!includesRole(role, access)) return new AppError('forbidden', `This needs the role ${access}.`);
    if (areas !== null && !this.isWithin(areas, url, config)) {
      return new AppError('forbidden', 'The API key is not for this part of the API.');
    }
    return null;
  }

  private refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (error instanceof AppError && error.code === 'unauthorized') {
      void reply.header('www-authenticate', 'Bearer realm="materials-catalogue"');
    }
    if (!(error instanceof AppError)) this.logger.error({ msg: 'Cannot verify a credential', err: error });
    sendProblem(error, request, reply);
  }

  /** Whether a route belongs to one of the areas; who one is may be asked with every key. */
  private isWithin(areas: readonly string[], url: string, config: FastifyContextConfig): boolean {
    let area = this.areas.get(config);
    if (area === undefined) {
      area = areaOfUrl(url);
      this.areas.set(config, area);
    }
    return area === 'auth' || areas.includes(area);
  }
}

/** First part of a path below the API. */
export function areaOfUrl(url: string): string {
  return /^\/(?:api\/v1\/)?([^/]*)/.exec(url)?.[1] ?? '';
}

/** Nothing is at an address that matches no route, but under the API even that is not for everybody to find out. */
function accessOf(request: FastifyRequest): RouteAccess {
  if (request.is404) return request.url.startsWith('/api/') ? 'viewer' : 'public';
  return request.routeOptions.config.access ?? 'admin';
}

/** The credential of a request; undefined: none was sent, null: what was sent cannot be one. */
function credentialOf(headers: IncomingHttpHeaders): string | null | undefined {
  const key = headers['x-api-key'];
  if (typeof key === 'string') return key.length > MAX_CREDENTIAL_LENGTH ? null : key;
  const { authorization } = headers;
  if (authorization === undefined) return undefined;
  if (authorization.length > MAX_CREDENTIAL_LENGTH) return null;
  return BEARER.exec(authorization)?.[1] ?? null;
}
