import { AsyncLocalStorage } from 'node:async_hooks';

const requests = new AsyncLocalStorage<string>();

/** Runs `work`, and all it starts, under the id of a request. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return requests.run(requestId, work);
}

/** Id of the request this code works for; undefined outside of one. */
export function currentRequestId(): string | undefined {
  return requests.getStore();
}
