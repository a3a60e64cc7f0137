import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { returns } from '../api/connection.ts';
import { call, type Answer } from '../api/client.ts';
import type { SearchAnswer, SearchHit } from '../api/types.ts';
import { recall, remember } from '../ui/scroll-memory.ts';
import { FACETS, MAX_OFFSET, MAX_PAGE, PAGE_SIZE } from './search-state.ts';

/** Result lists kept for "back", so that it shows at once what was left. */
const KEPT = 12;
const kept = new Map<string, Shown>();

export interface Shown {
  /** The search they answer, which is not yet the one asked for while the next answer is waited for. */
  query: string;
  first: Answer<SearchAnswer>;
  items: SearchHit[];
}

export interface Results {
  shown: Shown | null;
  loading: boolean;
  error: unknown;
  /** There is more than is shown, and the server can be asked for it. */
  more: boolean;
  loadMore: () => void;
  reload: () => void;
}

function ask(
  query: string,
  offset: number,
  limit: number,
  signal: AbortSignal,
): Promise<Answer<SearchAnswer>> {
  const parameters = new URLSearchParams(query);
  parameters.set('limit', String(limit));
  if (offset > 0) parameters.set('offset', String(offset));
  else parameters.set('facets', FACETS.join(','));
  return call<SearchAnswer>(`/search?${parameters.toString()}`, { signal });
}

/** The first `count` results, in as few requests as the contract allows. */
async function askMany(query: string, count: number, signal: AbortSignal): Promise<Shown> {
  const first = await ask(query, 0, Math.min(count, MAX_PAGE), signal);
  const items = [...first.body.items];
  while (items.length < Math.min(count, first.body.total, MAX_OFFSET)) {
    const { body } = await ask(query, items.length, Math.min(count - items.length, MAX_PAGE), signal);
    if (body.items.length === 0) break;
    items.push(...body.items);
  }
  return { query, first, items };
}

function keep(query: string, shown: Shown): void {
  kept.delete(query);
  kept.set(query, shown);
  const oldest = kept.keys().next().value;
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
}

/**
 * Results of the search that `query` writes out, page after page. An answer that is no longer asked for is dropped. How many were
 * loaded stands in the history entry, so "back" and a reload show as many, and the place on the page is found again.
 */
export function useResults(query: string): Results {
  const [state, setState] = useState<{
    query: string;
    shown: Shown | null;
    loading: boolean;
    error: unknown;
  }>({
    query,
    shown: kept.get(query) ?? null,
    loading: true,
    error: null,
  });
  const [turn, setTurn] = useState(0);
  const controller = useRef(new AbortController());
  const paging = useRef(false);
  const back = returns.value;

  const run = (work: (signal: AbortSignal) => Promise<Shown>): void => {
    const { signal } = controller.current;
    setState((before) => ({ ...before, query, loading: true, error: null }));
    work(signal)
      .then((shown) => {
        if (signal.aborted) return;
        keep(query, shown);
        setState({ query, shown, loading: false, error: null });
      })
      .catch((error: unknown) => {
        if (!signal.aborted) setState((before) => ({ ...before, query, loading: false, error }));
      })
      .finally(() => {
        paging.current = false;
      });
  };

  // Not useEffect: that waits until the page with the old results is painted once more before it asks.
  useLayoutEffect(() => {
    controller.current = new AbortController();
    const loaded = recall<number>('loaded') ?? PAGE_SIZE;
    const known = kept.get(query);
    // What was shown for another query stays until the answer comes: less flicker, and nothing moves.
    if (known) setState({ query, shown: known, loading: true, error: null });
    run((signal) => askMany(query, loaded, signal));
    const { current } = controller;
    return () => current.abort();
  }, [query, turn, back]);

  const { shown } = state;
  const more =
    shown !== null && shown.items.length < shown.first.body.total && shown.items.length <= MAX_OFFSET;
  const loadMore = (): void => {
    if (!shown || !more || paging.current || state.query !== query) return;
    paging.current = true;
    run(async (signal) => {
      const { body } = await ask(query, shown.items.length, PAGE_SIZE, signal);
      const seen = new Set(shown.items.map(({ material }) => material.id));
      const items = [...shown.items, ...body.items.filter(({ material }) => !seen.has(material.id))];
      remember({ loaded: items.length });
      return { ...shown, items };
    });
  };
  return { ...state, more, loadMore, reload: () => setTurn((n) => n + 1) };
}
