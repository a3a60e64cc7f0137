import { call } from './client.ts';
import type { Page } from './types.ts';

/** Items of a list, page after page, at most `limit` of them. */
export async function readAll<T>(path: string, limit: number, signal?: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const parameters = new URLSearchParams({ limit: String(Math.min(100, limit - items.length)) });
    if (cursor !== null) parameters.set('cursor', cursor);
    const separator = path.includes('?') ? '&' : '?';
    const { body }: { body: Page<T> } = await call<Page<T>>(
      path + separator + parameters.toString(),
      signal ? { signal } : {},
    );
    items.push(...body.items);
    cursor = body.nextCursor;
  } while (cursor !== null && items.length < limit);
  return items;
}
