import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call, callAnyStatus } from '../api/client.ts';
import { dateTime, number, t } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { useLoad } from '../ui/use-load.ts';

const REFRESH_MS = 5_000;

interface Health {
  status: string;
  details?: Record<string, Record<string, unknown>>;
}

interface Counters {
  hits: number;
  misses: number;
  hitRate: number | null;
  entries?: number;
  hitMs?: { p95?: number | null };
}

/** What runs and how well; loads itself again, says when the server is lost, and recovers. */
export function OpsPage(): JSX.Element {
  const health = useLoad('health', () => callAnyStatus<Health>('/health?fresh=true'), REFRESH_MS);
  return (
    <>
      <h1>{t('ops.title')}</h1>
      <section>
        <h2>{t('ops.health')}</h2>
        {health.state === 'failed' && <Failure error={health.error} />}
        {health.value && (
          <ul class="cards">
            {Object.entries(health.value.details ?? {}).map(([name, detail]) => (
              <li key={name} class={`part ${String(detail['status'])}`}>
                <h3>
                  {name} <span class="badge">{String(detail['status'])}</span>
                </h3>
                <dl>
                  {flatten(detail).map(([key, value]) => (
                    <div key={key}>
                      <dt>{key}</dt>
                      <dd>{value}</dd>
                    </div>
                  ))}
                </dl>
              </li>
            ))}
          </ul>
        )}
        {health.state === 'ready' && (
          <p class="quiet">{t('ops.updated', { time: dateTime(new Date().toISOString()) })}</p>
        )}
      </section>
      <Cache />
    </>
  );
}

function flatten(value: Record<string, unknown>, prefix = ''): [string, string][] {
  return Object.entries(value)
    .filter(([key]) => prefix !== '' || key !== 'status')
    .flatMap(([key, part]): [string, string][] =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? flatten(part as Record<string, unknown>, `${prefix}${key}.`)
        : [[`${prefix}${key}`, Array.isArray(part) ? part.join(', ') : String(part)]],
    );
}

function Cache(): JSX.Element {
  const stats = useLoad(
    'stats',
    async (signal) =>
      (await call<{ namespaces?: Record<string, Counters> }>('/cache/stats', { signal })).body,
    REFRESH_MS,
  );
  const popular = useLoad(
    'popular',
    async (signal) =>
      (
        await call<{ queries?: { query?: string; text?: string; score?: number; count?: number }[] }>(
          '/cache/popular',
          { signal },
        )
      ).body,
    REFRESH_MS,
  );
  const [error, setError] = useState<unknown>(null);
  const act = (path: string, init: RequestInit): void => {
    setError(null);
    call(path, init)
      .then(() => stats.reload())
      .catch(setError);
  };
  const rows = Object.entries(stats.value?.namespaces ?? {});
  return (
    <section>
      <h2>{t('ops.cache')}</h2>
      {stats.state === 'failed' && <Failure error={stats.error} />}
      {error ? <Failure error={error} /> : null}
      {rows.length > 0 && (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('ops.namespace')}</th>
                <th scope="col">{t('ops.hits')}</th>
                <th scope="col">{t('ops.misses')}</th>
                <th scope="col">{t('ops.hitRate')}</th>
                <th scope="col">{t('ops.p95')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, row]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{number(row.hits)}</td>
                  <td>{number(row.misses)}</td>
                  <td>
                    {row.hitRate === null ? '–' : `${number(Math.round(row.hitRate * 1000) / 10)} %`}{' '}
                    <meter min={0} max={1} value={row.hitRate ?? 0} aria-label={t('ops.hitRate')} />
                  </td>
                  <td>{row.hitMs?.p95 == null ? '–' : `${number(row.hitMs.p95)} ms`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="actions">
        <button
          type="button"
          onClick={() =>
            act('/cache/warm', {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: '{"popular":100}',
            })
          }
        >
          {t('ops.warm')}
        </button>
        <button
          type="button"
          onClick={() => confirm(t('ops.clear.sure')) && act('/cache', { method: 'DELETE' })}
        >
          {t('ops.clear')}
        </button>
      </p>
      <h2>{t('ops.popular')}</h2>
      {popular.state === 'failed' && <Failure error={popular.error} />}
      {popular.value && (popular.value.queries ?? []).length === 0 && <p class="quiet">{t('ops.nothing')}</p>}
      <ol>
        {(popular.value?.queries ?? []).map((entry, index) => (
          <li key={index}>{entry.query ?? entry.text}</li>
        ))}
      </ol>
    </section>
  );
}
