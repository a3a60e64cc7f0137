import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, Clock, newId, sendProblem, validationError } from '../common/index.js';
import { IdempotencyStore, type StoredAnswer } from './idempotency-store.js';

interface Attempt {
  scope: Buffer;
  id: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    idempotency: Attempt | null;
  }
}

/** Printable ASCII; a client may quote it as the draft has it. */
const KEY = /^[\x21-\x7e]{1,255}$/;
/** Answers that hold a secret are stored nowhere; questions and uploads are the same twice by nature. */
const EXEMPT = /^\/api\/v1\/(auth|api-keys|users|search|imports|cache|materials\/batch-get)(\/|$)/;
/** Whether a POST to this route, `/api/v1` included, honours the key. */
export function honoursIdempotencyKey(url: string): boolean {
  return url.startsWith('/api/') && !EXEMPT.test(url);
}

const KEPT_HEADERS = ['content-type', 'etag', 'location'] as const;
const MAX_BODY_BYTES = 2 * 1024 * 1024;

/**
 * `Idempotency-Key` on POST (draft-ietf-httpapi-idempotency-key-header): the same request again is answered with what the first one got
 * and not done again. Only what succeeded is kept: what was refused changed nothing, and is simply tried again.
 */
@Injectable()
export class Idempotency {
  private readonly logger = new Logger(Idempotency.name);

  constructor(
    private readonly store: IdempotencyStore,
    private readonly clock: Clock,
  ) {}

  install(fastify: FastifyInstance): void {
    fastify.decorateRequest('idempotency', null);
    fastify.addHook('preHandler', (request, reply, done) => {
      const key = request.headers['idempotency-key'];
      if (
        key === undefined ||
        request.method !== 'POST' ||
        !honoursIdempotencyKey(request.routeOptions.url ?? '')
      ) {
        done();
        return;
      }
      this.begin(String(key), request, reply).then(
        (goOn) => {
          if (goOn) done();
        },
        (error: unknown) => {
          sendProblem(error, request, reply);
        },
      );
    });
    fastify.addHook('onSend', (request, reply, payload, done) => {
      const attempt = request.idempotency;
      if (attempt === null) {
        done(null, payload);
        return;
      }
      request.idempotency = null;
      // Stored before it is sent: who has the answer can rely on getting it again.
      void this.end(attempt, reply, payload).then(() => done(null, payload));
    });
  }

  /** @returns whether the request is to be carried out; when not, it has been answered. */
  private async begin(key: string, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    if (!KEY.test(key)) {
      throw validationError([
        { path: 'Idempotency-Key', code: 'invalid', message: 'Must be 1 to 255 printable ASCII characters.' },
      ]);
    }
    const { principal } = request;
    const attempt: Attempt = {
      scope: sha256(`${principal.kind}:${principal.id ?? ''}\n${request.url}\n${key}`),
      id: newId(),
    };
    const fingerprint = sha256(JSON.stringify(request.body ?? null));
    const now = new Date(this.clock.now());
    const beginning = await this.store.begin(attempt.scope, fingerprint, attempt.id, now);
    switch (beginning.state) {
      case 'first':
        request.idempotency = attempt;
        return true;
      case 'answered':
        replay(beginning.answer, reply);
        return false;
      case 'running':
        throw new AppError('idempotency_key_in_use', 'The first request with this key is still worked on.', {
          headers: { 'retry-after': '1' },
        });
      case 'reused':
        throw new AppError('idempotency_key_reused', 'This key came with another body before.');
    }
  }

  private async end(attempt: Attempt, reply: FastifyReply, payload: unknown): Promise<void> {
    const body =
      typeof payload === 'string' ? Buffer.from(payload) : Buffer.isBuffer(payload) ? payload : null;
    const { statusCode } = reply;
    try {
      if (statusCode >= 300 || body === null || body.length > MAX_BODY_BYTES) {
        await this.store.abandon(attempt.scope, attempt.id);
        return;
      }
      const headers: Record<string, string> = {};
      for (const name of KEPT_HEADERS) {
        const value = reply.getHeader(name);
        if (value !== undefined) headers[name] = String(value);
      }
      await this.store.finish(attempt.scope, attempt.id, { status: statusCode, headers, body });
    } catch (error) {
      // The write is committed: it is answered. The same request again finds the key in use for a while.
      this.logger.warn({ msg: 'Could not store the answer of an idempotent request', err: error });
    }
  }
}

function replay({ status, headers, body }: StoredAnswer, reply: FastifyReply): void {
  void reply
    .code(status)
    .headers({ ...headers, 'idempotency-replayed': 'true' })
    .send(body);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
