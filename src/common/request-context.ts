import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const requests = new AsyncLocalStorage<string>();

const REQUEST_ID = /^[\w.:-]{1,100}$/;

/** A caller's request id is kept when it is harmless, so that one id goes through all systems. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  // randomUUID draws from a pool: an ordered id would cost a third of what a whole answer from the cache does.
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** Runs `work`, and all it starts, under the id of a request. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return requests.run(requestId, work);
}

/** Id of the request this code works for; undefined outside of one. */
export function currentRequestId(): string | undefined {
  return requests.getStore();
}
