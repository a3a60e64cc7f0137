import { useRef } from 'preact/hooks';
import type { ImportJob } from '../api/types.ts';

/** The rate is that of the last seconds: a large file does not go evenly. */
const WINDOW_MS = 8_000;

interface Sample {
  atMs: number;
  rows: number;
  bytes: number;
}

export interface Pace {
  rowsPerSecond: number;
  /** Null while it cannot be told. */
  secondsLeft: number | null;
}

/** Pace by the oldest and the newest sample of the window; null with less than a moment between them. */
export function paceOf(samples: readonly Sample[], bytesTotal: number): Pace | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.atMs - first.atMs < 400) return null;
  const seconds = (last.atMs - first.atMs) / 1_000;
  const bytesPerSecond = (last.bytes - first.bytes) / seconds;
  return {
    rowsPerSecond: (last.rows - first.rows) / seconds,
    secondsLeft: bytesPerSecond > 0 ? Math.max(0, bytesTotal - last.bytes) / bytesPerSecond : null,
  };
}

export function usePace(job: ImportJob): Pace | null {
  const samples = useRef<Sample[]>([]);
  const atMs = performance.now();
  const { rowsRead: rows, bytesRead: bytes, bytesTotal } = job.progress;
  if (samples.current.at(-1)?.rows !== rows || samples.current.at(-1)?.bytes !== bytes)
    samples.current.push({ atMs, rows, bytes });
  while (samples.current.length > 2 && atMs - (samples.current[0]?.atMs ?? atMs) > WINDOW_MS)
    samples.current.shift();
  return paceOf(samples.current, bytesTotal);
}
