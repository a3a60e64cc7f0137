import { useEffect, useRef } from 'preact/hooks';

const SAVE_AFTER_MS = 120;
/** What is scrolled to may still be loading. */
const PATIENCE_MS = 4_000;

/** Adds to the state of the present history entry, which is what "back" and a reload come to. */
export function remember(facts: Record<string, unknown>): void {
  history.replaceState({ ...(history.state as object | null), ...facts }, '');
}

export function recall<T>(name: string): T | undefined {
  return (history.state as Record<string, T> | null)?.[name];
}

let traversing = true;
addEventListener('popstate', () => {
  traversing = true;
});

function save(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onScroll = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => remember({ y: Math.round(scrollY) }), SAVE_AFTER_MS);
  };
  addEventListener('scroll', onScroll, { passive: true });
  return () => {
    clearTimeout(timer);
    removeEventListener('scroll', onScroll);
  };
}

/** Scrolls to where this entry was left, as soon as there is enough of the page; whoever scrolls meanwhile is left alone. */
function restore(y: number): () => void {
  const until = performance.now() + PATIENCE_MS;
  let frame = 0;
  const stop = (): void => cancelAnimationFrame(frame);
  const look = (): void => {
    if (document.documentElement.scrollHeight - innerHeight >= y) scrollTo(0, y);
    else if (performance.now() < until) frame = requestAnimationFrame(look);
  };
  look();
  addEventListener('wheel', stop, { once: true, passive: true });
  addEventListener('touchstart', stop, { once: true, passive: true });
  return stop;
}

/** Further down than this, a new list begins at the top; above it, nothing jumps. */
const NEAR_TOP_PX = 300;

/**
 * Keeps the place of every history entry: back and reload come to where one was; a new page begins at its top with the focus on it.
 */
export function useScrollMemory(path: string, query: string): void {
  const before = useRef(path);
  useEffect(() => {
    history.scrollRestoration = 'manual';
  }, []);
  useEffect(() => {
    const back = traversing;
    traversing = false;
    const moved = before.current !== path;
    before.current = path;
    const stop = back ? restore(recall<number>('y') ?? 0) : undefined;
    if (!back && (moved || scrollY > NEAR_TOP_PX)) scrollTo(0, 0);
    if (!back && moved) document.getElementById('main')?.focus({ preventScroll: true });
    const forget = save();
    return () => {
      stop?.();
      forget();
    };
  }, [path, query]);
}
