import { useCallback, useEffect, useState } from 'preact/hooks';

export type Load<T> =
  | { state: 'loading'; value: T | null }
  | { state: 'ready'; value: T }
  | { state: 'failed'; error: unknown; value: T | null };

/**
 * Loads what `key` names, drops an answer that is no longer asked for, keeps showing the last value meanwhile.
 *
 * @param everyMs loads again this often; a failure does not stop it, so that the page recovers by itself.
 */
export function useLoad<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  everyMs?: number,
): Load<T> & { reload: () => void } {
  const [state, setState] = useState<Load<T>>({ state: 'loading', value: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    setState((before) => ({ state: 'loading', value: before.value }));
    const run = async (): Promise<void> => {
      try {
        const value = await load(controller.signal);
        if (!controller.signal.aborted) setState({ state: 'ready', value });
      } catch (error) {
        if (!controller.signal.aborted)
          setState((before) => ({ state: 'failed', error, value: before.value }));
      }
    };
    void run();
    const timer = everyMs ? setInterval(() => void run(), everyMs) : undefined;
    return () => {
      controller.abort();
      clearInterval(timer);
    };
    // The key names everything `load` depends on.
  }, [key, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  return { ...state, reload };
}
