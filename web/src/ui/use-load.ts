import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { returns } from '../api/connection.ts';

export type Load<T> =
  | { state: 'loading'; value: T | null; error: null }
  | { state: 'ready'; value: T; error: null }
  | { state: 'failed'; value: T | null; error: unknown };

/** There is something to show, be it that it failed. */
export function answered(load: Load<unknown>): boolean {
  return load.value !== null || load.state === 'failed';
}

/**
 * Loads what `key` names, drops an answer that is no longer asked for, and loads again when a lost server is back.
 *
 * @param everyMs loads again this often while the page is seen; a failure does not stop it.
 * @returns the last value stays while the same key is loaded again; another key begins with none.
 */
export function useLoad<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  everyMs?: number,
): Load<T> & { reload: () => void } {
  const [state, setState] = useState<Load<T> & { key: string }>({
    state: 'loading',
    value: null,
    error: null,
    key,
  });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const back = returns.value;
  useEffect(() => {
    const controller = new AbortController();
    setState((before) => ({
      state: 'loading',
      value: before.key === key ? before.value : null,
      error: null,
      key,
    }));
    const run = async (): Promise<void> => {
      try {
        const value = await latest.current(controller.signal);
        if (!controller.signal.aborted) setState({ state: 'ready', value, error: null, key });
      } catch (error) {
        if (controller.signal.aborted) return;
        setState((before) => ({
          state: 'failed',
          error,
          value: before.key === key ? before.value : null,
          key,
        }));
      }
    };
    void run();
    const timer = everyMs ? setInterval(() => document.hidden || void run(), everyMs) : undefined;
    return () => {
      controller.abort();
      clearInterval(timer);
    };
  }, [key, turn, back, everyMs]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  const current: Load<T> = state.key === key ? state : { state: 'loading', value: null, error: null };
  return { ...current, reload };
}
