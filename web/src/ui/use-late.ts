import { useEffect, useState } from 'preact/hooks';

/** Most answers come sooner: saying "wait" to those would only flicker. */
const LATE_AFTER_MS = 150;

/** Whether what is waited for has taken long enough to say so. */
export function useLate(waiting: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setTimeout(() => setLate(true), LATE_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [waiting]);
  return waiting && late;
}
