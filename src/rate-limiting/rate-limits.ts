import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { AppError, sendProblem, type Principal, type RouteCost } from '../common/index.js';
import type { RateLimitingConfig } from './rate-limiting.config.js';
import type { Decision, Spending } from './spending.js';
import { subjectOf, type Caller } from './subject.js';

/** What these answer is free: probes and scrapers come for ever, and documents are small. A refusal is not. */
const FREE = /^\/(health|metrics|docs|openapi\.json|assets|favicon)/;

/** Rate limits by what a request costs; Fastify hooks, once it is known who calls, and before anything is answered. */
@Injectable()
export class RateLimits {
  private readonly policies = new Map<number, string>();

  constructor(
    private readonly config: RateLimitingConfig,
    private readonly spending: Spending,
    private readonly enabled: boolean,
  ) {}

  install(fastify: FastifyInstance): void {
    if (!this.enabled) return;
    fastify.addHook('onRequest', (request, reply, done) => {
      const { cost } = request.routeOptions.config;
      // To refuse costs the same, whatever was asked for.
      this.charge(request, reply, typeof cost === 'number' && request.refusal === null ? cost : 1, done);
    });
    // The first item was paid for before the body was there.
    fastify.addHook('preHandler', (request, reply, done) => {
      const more = itemsOf(request.routeOptions.config.cost, request.body) - 1;
      if (more > 0) this.charge(request, reply, more, done, 1);
      else done();
    });
  }

  /** Whether this instance holds the points for one request; where it does not, only the hook can tell. */
  affordsHere(caller: Caller, cost: RouteCost | undefined): boolean {
    if (!this.enabled) return true;
    const limit = this.limitOf(caller.principal);
    return this.spending.affordsHere(subjectOf(caller), priceOf(cost, limit), limit);
  }

  /**
   * Charges one request that `affordsHere` was true of, in the same turn.
   *
   * @returns names and values of the headers that tell of it, alternating.
   */
  chargeHere(caller: Caller, cost: RouteCost | undefined): readonly string[] {
    if (!this.enabled) return [];
    const limit = this.limitOf(caller.principal);
    const decision = this.spending.spend(subjectOf(caller), priceOf(cost, limit), limit);
    return decision instanceof Promise ? [] : this.headersOf(decision);
  }

  private limitOf(principal: Principal): number {
    return principal.rateLimit ?? (principal.id === null ? this.config.anonymousLimit : this.config.limit);
  }

  private charge(
    request: FastifyRequest,
    reply: FastifyReply,
    cost: number,
    done: HookHandlerDoneFunction,
    paid = 0,
  ): void {
    const { principal, refusal } = request;
    if (principal.kind === 'system' || (refusal === null && FREE.test(request.routeOptions.url ?? ''))) {
      done();
      return;
    }
    const limit = this.limitOf(principal);
    // What costs more than a whole window takes the whole window.
    const price = Math.min(cost, limit - paid);
    if (price <= 0) {
      done();
      return;
    }
    const decision = this.spending.spend(subjectOf(request), price, limit);
    if (decision instanceof Promise) {
      decision.then((decided) => this.tell(decided, request, reply, done), done);
    } else this.tell(decision, request, reply, done);
  }

  private tell(
    decision: Decision,
    request: FastifyRequest,
    reply: FastifyReply,
    done: HookHandlerDoneFunction,
  ): void {
    const headers = this.headersOf(decision);
    for (let i = 0; i < headers.length; i += 2) void reply.header(headers[i] ?? '', headers[i + 1]);
    if (decision.allowed) {
      done();
      return;
    }
    const error = new AppError(
      'too_many_requests',
      `The limit of ${decision.limit} in ${this.config.windowMs / 1_000} s is spent.`,
      { headers: { 'retry-after': String(secondsOf(decision)) } },
    );
    sendProblem(error, request, reply);
  }

  private headersOf(decision: Decision): readonly string[] {
    const now = `"default";r=${decision.remaining};t=${secondsOf(decision)}`;
    return ['ratelimit-policy', this.policyOf(decision.limit), 'ratelimit', now];
  }

  private policyOf(limit: number): string {
    let policy = this.policies.get(limit);
    if (policy === undefined) {
      policy = `"default";q=${limit};w=${this.config.windowMs / 1_000}`;
      // Limits of their own are few; should they not be, the memory stays bounded.
      if (this.policies.size < 1_000) this.policies.set(limit, policy);
    }
    return policy;
  }
}

function priceOf(cost: RouteCost | undefined, limit: number): number {
  return Math.min(typeof cost === 'number' ? cost : 1, limit);
}

function secondsOf({ resetMs }: Decision): number {
  return Math.max(1, Math.ceil(resetMs / 1_000));
}

function itemsOf(cost: RouteCost | undefined, body: unknown): number {
  if (typeof cost !== 'object' || typeof body !== 'object' || body === null) return 1;
  const items = (body as Record<string, unknown>)[cost.itemsIn];
  return Array.isArray(items) ? items.length : 1;
}
