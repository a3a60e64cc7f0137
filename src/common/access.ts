import { randomBytes, timingSafeEqual } from 'node:crypto';
import { RouteConfig } from '@nestjs/platform-fastify';

/** Least to most: who may do something may do everything that a role before it may. */
export const ROLES = ['viewer', 'editor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What a route asks of its caller; `public` asks nothing, not even whether a credential is right. */
export type RouteAccess = Role | 'public';

/** Who makes a request, as far as the program knows. */
export interface Principal {
  /** `system` is this process asking itself, to warm its cache. */
  readonly kind: 'anonymous' | 'user' | 'key' | 'system';
  /** Id of the user or key. */
  readonly id: string | null;
  readonly name: string | null;
  /** Null: may use public routes only. */
  readonly role: Role | null;
  /** Areas of the API, the first part of a path such as `search`, that an API key is confined to; null: all. */
  readonly areas: readonly string[] | null;
  /** Session of a user's access token. */
  readonly sessionId: string | null;
  /** Cost that an API key may spend in the window of the limits; null: as everybody. */
  readonly rateLimit: number | null;
}

/** The answer to "who" where nobody asked: outside the program's own set-up (tests of one room) everything is allowed. */
export const UNRESTRICTED: Principal = Object.freeze({
  kind: 'anonymous',
  id: null,
  name: null,
  role: 'admin',
  areas: null,
  sessionId: null,
  rateLimit: null,
});

export const SYSTEM: Principal = Object.freeze({ ...UNRESTRICTED, kind: 'system', role: 'viewer' });

export function includesRole(role: Role, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
    cost?: RouteCost;
  }
  interface FastifyRequest {
    principal: Principal;
    /** Why the caller may not go on; answered after limits have charged for the question. */
    refusal: unknown;
  }
}

/** Where Nest's own decorators leave what a controller's method answers. */
const ROUTE_PATH = 'path';
/** Metadata of `RouteConfig`; found by using it, because the package does not export the name. */
const ROUTE_CONFIG = ((): string => {
  const probe = (): void => undefined;
  RouteConfig({})(Object.prototype, 'probe', { value: probe });
  return String(Reflect.getMetadataKeys(probe)[0]);
})();

/** Adds to the Fastify `config` of a route, whatever other decorators add: `RouteConfig` alone keeps only the last. */
export function extendRouteConfig(values: object): MethodDecorator {
  return (_target, _name, descriptor: PropertyDescriptor) => {
    extend(descriptor.value as object, values);
  };
}

function extend(handler: object, values: object): void {
  const before = Reflect.getMetadata(ROUTE_CONFIG, handler) as object | undefined;
  Reflect.defineMetadata(ROUTE_CONFIG, { ...before, ...values }, handler);
}

/**
 * Declares who may call a route. On a class it holds for every route of it that does not say otherwise. A route without a
 * declaration is for admins only, and a test that walks the router names it.
 */
export function Access(access: RouteAccess): MethodDecorator & ClassDecorator {
  return (target: object, _name?: string | symbol, descriptor?: PropertyDescriptor): void => {
    if (descriptor) {
      extend(descriptor.value as object, { access });
      return;
    }
    const { prototype } = target as { prototype: object };
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(prototype))) {
      if (typeof value !== 'function' || !Reflect.hasMetadata(ROUTE_PATH, value as object)) continue;
      const config = Reflect.getMetadata(ROUTE_CONFIG, value as object) as
        | { access?: RouteAccess }
        | undefined;
      if (config?.access === undefined) extend(value as object, { access });
    }
  };
}

/** What a request takes of the caller's limit: a number, or one for each entry of an array in the body. */
export type RouteCost = number | { itemsIn: string };

/** Declares what a route costs; 1 where nothing is declared. */
export function Cost(cost: RouteCost): MethodDecorator {
  return extendRouteConfig({ cost });
}

/** Whether only this machine reaches the server and nobody has to sign in: who is alone needs no limits. */
export abstract class AccessPolicy {
  abstract readonly isPrivate: boolean;
}

/** Header by which this process tells itself that it is asking; nobody else can know the value. */
export const SYSTEM_HEADER = 'x-catalogue-system';
export const SYSTEM_TOKEN = randomBytes(32).toString('base64url');
const SYSTEM_BYTES = Buffer.from(SYSTEM_TOKEN);

export function isSystemToken(text: string): boolean {
  const given = Buffer.from(text);
  return given.length === SYSTEM_BYTES.length && timingSafeEqual(given, SYSTEM_BYTES);
}
