import { performance } from 'node:perf_hooks';

export const round = (value) => Math.round(value * 100) / 100;

export const percentile = (times, share) =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))];

export const summary = (times) => ({
  p50: round(percentile(times, 0.5)),
  p95: round(percentile(times, 0.95)),
});

/** Milliseconds of each of `count` calls, one after the other. */
export async function timed(count, work) {
  const times = [];
  for (let n = 0; n < count; n++) {
    const started = performance.now();
    await work(n);
    times.push(performance.now() - started);
  }
  return times;
}

/** Spread (p95 / p50) of a fixed piece of arithmetic: 1 on a machine that does nothing else. */
export async function noise() {
  const times = await timed(20, () => {
    let sum = 0;
    for (let n = 0; n < 2e6; n++) sum += Math.sqrt(n);
    return sum;
  });
  return round(percentile(times, 0.95) / percentile(times, 0.5));
}
