const POLL_FIRST_MS = 3;
const POLL_MAX_MS = 40;

/** Pauses between looks at what another instance is loading: short at first, then longer. */
export function* pausesMs(): Generator<number, never> {
  for (let pauseMs = POLL_FIRST_MS; ; pauseMs = Math.min(2 * pauseMs, POLL_MAX_MS)) yield pauseMs;
}

/** Runs over all items, so many at a time in one call, the calls at once; results in the order of the items. */
export async function inBatches<T, R>(
  items: readonly T[],
  size: number,
  run: (batch: readonly T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const batches: Promise<readonly R[]>[] = [];
  for (let i = 0; i < items.length; i += size) batches.push(run(items.slice(i, i + size)));
  return (await Promise.all(batches)).flat();
}
