import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { HealthReport } from '../api/types.ts';
import { duration, ms, number, t, tx } from '../i18n/index.ts';
import { Sparkline } from './sparkline.tsx';

/** Samples of the backlog that its chart shows: five minutes at one in five seconds. */
const SAMPLES = 60;

/** Those people ask for first come first. */
const ORDER = ['postgres', 'indexer', 'vectors', 'qdrant', 'redis', 'embeddings'];

/** Every part of the system with its details. */
export function Parts({ report }: { report: HealthReport }): JSX.Element {
  const names = Object.keys(report.details).sort((a, b) => place(a) - place(b));
  return (
    <section aria-labelledby="health">
      <h2 id="health">{t('ops.health')}</h2>
      <ul class="cards parts-list">
        {names.map((name) => {
          const { status, ...detail } = report.details[name] ?? { status: '?' };
          return (
            <li key={name} class={`part ${status}`}>
              <h3>
                {tx(`part.${name}`, name)}{' '}
                <span class={`badge ${status}`}>{tx(`part.status.${status}`, status)}</span>
              </h3>
              {name === 'indexer' && <Backlog backlog={Number(detail['backlog'] ?? 0)} />}
              <dl>
                {flatten(detail).map(([key, value]) => (
                  <div key={key}>
                    <dt>{tx(`detail.${key}`, key)}</dt>
                    <dd>{valueText(key, value)}</dd>
                  </div>
                ))}
              </dl>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function place(name: string): number {
  const index = ORDER.indexOf(name);
  return index < 0 ? ORDER.length : index;
}

/** How the queue of the indexer went while this page was open. */
function Backlog({ backlog }: { backlog: number }): JSX.Element {
  const samples = useRef<number[]>([]);
  const last = useRef<unknown>(null);
  const now = Math.floor(performance.now() / 1_000);
  if (last.current !== now) {
    last.current = now;
    samples.current = [...samples.current, backlog].slice(-SAMPLES);
  }
  return <Sparkline values={samples.current} label={t('ops.backlog', { n: number(backlog) })} />;
}

function flatten(value: Record<string, unknown>, prefix = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([key, part]): [string, unknown][] =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? flatten(part as Record<string, unknown>, `${prefix}${key}.`)
      : [[`${prefix}${key}`, part]],
  );
}

function valueText(key: string, value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
  if (typeof value === 'number') {
    if (key.endsWith('Ms')) return ms(value);
    if (key.endsWith('Seconds')) return duration(value);
    return number(value);
  }
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
