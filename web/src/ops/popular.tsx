import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import { call, write } from '../api/client.ts';
import type { SearchAnswer } from '../api/types.ts';
import { number, t } from '../i18n/index.ts';
import { searchHref } from '../search/search-state.ts';
import { Failure } from '../ui/failure.tsx';
import { useLoad } from '../ui/use-load.ts';

const REFRESH_MS = 30_000;
/** Queries of one batch, by the contract. */
const LOOKED_AT = 50;
const SHOWN = 15;

interface Entry {
  query: string;
  score: number;
}

/** What people ask for most, and which of it the catalogue does not answer. */
export function Popular(): JSX.Element {
  const popular = useLoad('popular', readPopular, REFRESH_MS);
  return (
    <div class="item-columns">
      <section aria-labelledby="popular">
        <h2 id="popular">{t('ops.popular')}</h2>
        {popular.state === 'failed' && <Failure error={popular.error} again={popular.reload} />}
        {popular.value && <List entries={popular.value.all} />}
      </section>
      <section aria-labelledby="unanswered">
        <h2 id="unanswered">{t('ops.unanswered')}</h2>
        <p class="quiet">{t('ops.unanswered.how', { n: LOOKED_AT })}</p>
        {popular.value && <List entries={popular.value.unanswered} />}
      </section>
    </div>
  );
}

async function readPopular(signal: AbortSignal): Promise<{ all: Entry[]; unanswered: Entry[] }> {
  const { body } = await call<{ queries: Entry[] }>(`/cache/popular?limit=${LOOKED_AT}`, { signal });
  const all = body.queries;
  if (all.length === 0) return { all, unanswered: [] };
  // The server counts what is asked, not what is found: asked again, in one request.
  const { body: batch } = await write<{ results: Partial<SearchAnswer>[] }>('POST', '/search/batch', {
    queries: all.map(({ query }) => ({ q: query, limit: 1 })),
  });
  const unanswered = all.filter((_, index) => {
    const answer = batch.results[index];
    if (answer?.total === undefined || (answer.degraded?.length ?? 0) > 0) return false;
    return answer.total === 0 || answer.items?.[0]?.confidence === 'low';
  });
  return { all, unanswered };
}

function List({ entries }: { entries: readonly Entry[] }): JSX.Element {
  if (entries.length === 0) return <p class="quiet">{t('ops.nothing')}</p>;
  const top = entries[0]?.score ?? 1;
  return (
    <ol class="bars">
      {entries.slice(0, SHOWN).map(({ query, score }) => (
        <li key={query}>
          <Link href={searchHref(query)}>{query}</Link>
          <meter
            min={0}
            max={top}
            value={score}
            aria-label={t('ops.asked', { n: number(score, { maximumFractionDigits: 1 }) })}
          />
          <small>{number(score, { maximumFractionDigits: 1 })}</small>
        </li>
      ))}
    </ol>
  );
}
