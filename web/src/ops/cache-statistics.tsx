import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { call } from '../api/client.ts';
import type { CacheNumbers, CacheStats, Latency } from '../api/types.ts';
import { bytes, dateTime, ms, number, percent, t, tx } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { answered, useLoad } from '../ui/use-load.ts';
import { Sparkline } from './sparkline.tsx';

const SAMPLES = 60;

/** Hit rate and latency of every kind of cached answer; `children` follow once they are there. */
export function CacheStatistics({
  everyMs,
  children,
}: {
  everyMs: number;
  children: ComponentChildren;
}): JSX.Element {
  const stats = useLoad(
    'stats',
    async (signal) => (await call<CacheStats>('/cache/stats', { signal })).body,
    everyMs,
  );
  const history = useRef(new Map<string, number[]>());
  const seen = useRef<CacheStats | null>(null);
  if (stats.value && seen.current !== stats.value) {
    seen.current = stats.value;
    for (const [name, { hitRate }] of Object.entries(stats.value.namespaces))
      history.current.set(name, [...(history.current.get(name) ?? []), hitRate].slice(-SAMPLES));
  }
  const value = stats.value;
  return (
    <>
      <section aria-labelledby="cache">
        <h2 id="cache">{t('ops.cache')}</h2>
        {stats.state === 'failed' && <Failure error={stats.error} again={stats.reload} />}
        {value && (
          <>
            <dl class="counts">
              <Figure name={t('ops.hitRate')} text={percent(value.all.hitRate)} />
              <Figure name={t('ops.hits')} text={number(value.all.hits)} />
              <Figure name={t('ops.misses')} text={number(value.all.misses)} />
              <Figure name={t('ops.entries')} text={number(value.stores.local.entries)} />
              <Figure
                name={t('ops.memory')}
                text={t('imports.bytes', {
                  read: bytes(value.stores.local.bytes),
                  total: bytes(value.stores.local.maxBytes),
                })}
              />
              <Figure
                name="Redis"
                text={tx(`part.status.${value.stores.redis.status}`, value.stores.redis.status)}
              />
            </dl>
            <div class="scroll" tabIndex={0} role="group" aria-labelledby="cache">
              <table class="cache">
                <thead>
                  <tr>
                    <th scope="col">{t('ops.namespace')}</th>
                    <th scope="col">{t('ops.hitRate')}</th>
                    <th scope="col" class="n">
                      {t('ops.hits')}
                    </th>
                    <th scope="col" class="n">
                      {t('ops.misses')}
                    </th>
                    <th scope="col" class="n">
                      {t('ops.stale.count')}
                    </th>
                    <th scope="col">{t('ops.hitMs')}</th>
                    <th scope="col">{t('ops.loadMs')}</th>
                  </tr>
                </thead>
                <tbody>
                  {Object.entries(value.namespaces).map(([name, row]) => (
                    <Row key={name} name={name} row={row} history={history.current.get(name) ?? []} />
                  ))}
                </tbody>
              </table>
            </div>
            <p class="quiet">
              {t(`ops.scope.${value.scope}`)} · {t('ops.since', { time: dateTime(value.since) })}
            </p>
          </>
        )}
      </section>
      {answered(stats) && children}
    </>
  );
}

function Figure({ name, text }: { name: string; text: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}

function Row({ name, row, history }: { name: string; row: CacheNumbers; history: number[] }): JSX.Element {
  const asked = row.hits + row.misses + row.stale > 0;
  return (
    <tr>
      <th scope="row">{tx(`namespace.${name}`, name)}</th>
      <td>
        <span class="rate">
          {asked ? percent(row.hitRate) : '–'}
          <Sparkline values={history} max={1} label={t('ops.hitRate.over')} />
        </span>
      </td>
      <td class="n">{number(row.hits)}</td>
      <td class="n">{number(row.misses)}</td>
      <td class="n">{number(row.stale)}</td>
      <td>
        <Percentiles latency={row.hitMs} any={row.hits > 0} />
      </td>
      <td>
        <Percentiles latency={row.loadMs} any={row.misses > 0} />
      </td>
    </tr>
  );
}

/** Median, 95th and 99th percentile as bars against the last, with the figures beside them. */
function Percentiles({ latency, any }: { latency: Latency; any: boolean }): JSX.Element {
  if (!any) return <>–</>;
  return (
    <span class="percentiles">
      {(['p50', 'p95', 'p99'] as const).map((name) => (
        <span key={name}>
          <small>{name}</small>
          <meter
            min={0}
            max={latency.p99 || 1}
            value={latency[name]}
            aria-label={`${name} ${ms(latency[name])}`}
          />
          {ms(latency[name])}
        </span>
      ))}
    </span>
  );
}
