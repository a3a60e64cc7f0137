import { signal } from '@preact/signals';

const RETRY_MS = 1_500;
const PATIENCE_MS = 4_000;

/** False from the first request that reached nobody until the server answers again. */
export const connected = signal(true);
/** Counts returns: what shows data loads it again when this changes. */
export const returns = signal(0);

/** Called when a request reached nobody; asks until somebody answers. */
export function lost(): void {
  if (!connected.value) return;
  connected.value = false;
  const ask = async (): Promise<void> => {
    try {
      const response = await fetch('/health/live', {
        signal: AbortSignal.timeout(PATIENCE_MS),
        cache: 'no-store',
      });
      if (response.ok) {
        connected.value = true;
        returns.value += 1;
        return;
      }
    } catch {
      // Still away: asked again below.
    }
    setTimeout(() => void ask(), RETRY_MS);
  };
  setTimeout(() => void ask(), RETRY_MS);
}
