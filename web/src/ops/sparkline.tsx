import type { JSX } from 'preact';

const WIDTH = 120;
const HEIGHT = 28;

/** A small line of recent values, the newest at the right; `label` says what the last one is. */
export function Sparkline({
  values,
  label,
  max,
}: {
  values: readonly number[];
  label: string;
  max?: number;
}): JSX.Element {
  const top = max ?? Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length - 1);
  const points = values.map(
    (value, i) => `${(i * step).toFixed(1)},${(HEIGHT - 2 - (value / top) * (HEIGHT - 4)).toFixed(1)}`,
  );
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
    >
      {values.length > 1 && <polygon points={`0,${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}`} />}
      {values.length > 1 && <polyline points={points.join(' ')} />}
    </svg>
  );
}
