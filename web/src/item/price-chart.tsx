import type { JSX } from 'preact';
import { date, language, money, number, t } from '../i18n/index.ts';
import type { Series } from './price-series.ts';

const WIDTH = 960;
const HEIGHT = 240;
const LEFT = 72;
const RIGHT = 16;
const TOP = 16;
const BOTTOM = 32;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Prices as steps over time, a line for each offer, told apart by colour and by dashes. */
export function PriceChart({ series, currency }: { series: Series[]; currency: string }): JSX.Element {
  const steps = series.flatMap((one) => one.steps);
  const toMs = Math.max(...steps.map((step) => step.toMs));
  // A price of this very moment would be a point.
  const fromMs = Math.min(...steps.map((step) => step.fromMs), toMs - MINUTE_MS);
  const ticks = niceTicks(Math.min(...steps.map((s) => s.amount)), Math.max(...steps.map((s) => s.amount)));
  const low = ticks[0] ?? 0;
  const high = ticks.at(-1) ?? 1;
  const x = (atMs: number): number => LEFT + ((atMs - fromMs) / (toMs - fromMs)) * (WIDTH - LEFT - RIGHT);
  const y = (amount: number): number =>
    HEIGHT - BOTTOM - ((amount - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const sameDay = toMs - fromMs <= 2 * DAY_MS;
  const times = [fromMs, (fromMs + toMs) / 2, toMs];
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('item.history.alt')}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line class="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} />
            <text x={LEFT - 8} y={y(tick) + 4} text-anchor="end">
              {number(tick)}
            </text>
          </g>
        ))}
        {times.map((atMs, index) => (
          <text key={index} x={x(atMs)} y={HEIGHT - 8} text-anchor={['start', 'middle', 'end'][index]}>
            {axisTime(atMs, sameDay)}
          </text>
        ))}
        {series.map(({ id, steps: own }, index) => (
          <g key={id} class={`series series-${index}`}>
            <path d={own.map((step) => `M${x(step.fromMs)} ${y(step.amount)}H${x(step.toMs)}`).join('')} />
            <path
              class="rise"
              d={own
                .slice(1)
                .map((step, i) => `M${x(step.fromMs)} ${y(own[i]?.amount ?? step.amount)}V${y(step.amount)}`)
                .join('')}
            />
            {own.map((step) => (
              <circle key={step.fromMs} cx={x(step.fromMs)} cy={y(step.amount)} r={4}>
                <title>{`${date(new Date(step.fromMs).toISOString())}: ${money({ amount: String(step.amount), currency })}`}</title>
              </circle>
            ))}
          </g>
        ))}
      </svg>
      <figcaption>
        <span class="quiet">{currency}</span>
        <ul class="legend">
          {series.map(({ id, supplier, steps: own }, index) => (
            <li key={id}>
              <svg viewBox="0 0 28 8" class={`series series-${index}`} aria-hidden="true">
                <path d="M0 4H28" />
              </svg>
              {supplier} <strong>{money({ amount: String(own.at(-1)?.amount ?? 0), currency })}</strong>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

function axisTime(atMs: number, withTime: boolean): string {
  const options: Intl.DateTimeFormatOptions = withTime
    ? { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }
    : { day: 'numeric', month: 'short', year: '2-digit' };
  return new Intl.DateTimeFormat(language.value, options).format(atMs);
}

/** Three to six round values around [low, high]. */
export function niceTicks(low: number, high: number): number[] {
  const padding = (high - low) * 0.1 || Math.max(Math.abs(high) * 0.1, 1);
  const from = Math.max(0, low - padding);
  const rough = (high + padding - from) / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10) * magnitude;
  const first = Math.floor(from / step);
  const count = Math.ceil((high + padding) / step) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
