import { useEffect, useState } from 'preact/hooks';

/** False for the first frame that shows `what`, true from the next on: for what need not be in the first. */
export function useAfterFrame(what: string): boolean {
  const [seen, setSeen] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // The task after a frame: by then that frame is painted.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setSeen(what));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [what]);
  return seen === what;
}
