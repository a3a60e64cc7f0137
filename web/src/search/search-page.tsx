import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Link, useLocation, useSearch } from 'wouter-preact';
import { call, type Answer } from '../api/client.ts';
import type { SearchAnswer, SearchHit, Suggestion } from '../api/types.ts';
import { t, tn } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { useLoad } from '../ui/use-load.ts';
import { Filters } from './filters.tsx';
import { Hit } from './hit.tsx';
import { SearchBox } from './search-box.tsx';
import { FACETS, PAGE_SIZE, readState, writeState, type SearchState } from './search-state.ts';
import { Understood } from './understood.tsx';

const EXAMPLES = [
  'чем утеплить чердак',
  'wtvtyn v500',
  'доска 50 на 150',
  'drywall sheet',
  'кабель ввг 3х2,5',
];

function ask(query: string, offset: number, signal?: AbortSignal): Promise<Answer<SearchAnswer>> {
  const parameters = new URLSearchParams(query);
  parameters.set('limit', String(PAGE_SIZE));
  if (offset > 0) parameters.set('offset', String(offset));
  else parameters.set('facets', FACETS.join(','));
  return call<SearchAnswer>(`/search?${parameters.toString()}`, signal ? { signal } : {});
}

export function SearchPage(): JSX.Element {
  const query = useSearch();
  const state = readState(query);
  const [, navigate] = useLocation();
  const go = (next: SearchState): void => navigate(`/?${writeState(next)}`);
  const search = (q: string): void => go({ ...state, q });
  const open = (suggestion: Suggestion): void => {
    if (suggestion.kind === 'material' && suggestion.id) navigate(`/items/${suggestion.id}`);
    else search(suggestion.text);
  };
  return (
    <>
      <SearchBox value={state.q} onSearch={search} onOpen={open} />
      {state.q === '' ? (
        <p class="examples">
          {t('search.start')}{' '}
          {EXAMPLES.map((example) => (
            <Link key={example} href={`/?${new URLSearchParams({ q: example }).toString()}`}>
              {example}
            </Link>
          ))}
        </p>
      ) : (
        <Results state={state} onChange={go} />
      )}
    </>
  );
}

function Results({
  state,
  onChange,
}: {
  state: SearchState;
  onChange: (state: SearchState) => void;
}): JSX.Element {
  const query = writeState(state);
  const first = useLoad(query, (signal) => ask(query, 0, signal));
  const [more, setMore] = useState<{ query: string; items: SearchHit[] }>({ query, items: [] });
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    setMore({ query, items: [] });
    setError(null);
  }, [query]);

  const answer = first.value?.body;
  if (first.state === 'failed' && !answer) return <Failure error={first.error} again={first.reload} />;
  if (!answer) return <p class="quiet" aria-busy="true" />;
  const items = more.query === query ? [...answer.items, ...more.items] : answer.items;
  const loadMore = (): void => {
    setError(null);
    ask(query, items.length)
      .then(({ body }) => setMore({ query, items: [...more.items, ...body.items] }))
      .catch(setError);
  };
  return (
    <div class="results" aria-busy={first.state === 'loading'}>
      <Filters state={state} facets={answer.facets} onChange={onChange} />
      <section aria-live="polite">
        {first.state === 'failed' && <Failure error={first.error} again={first.reload} />}
        {answer.degraded.length > 0 && (
          <p class="notice" role="status">
            {t('search.degraded', { parts: answer.degraded.join(', ') })}
          </p>
        )}
        <Understood query={answer.query} />
        {answer.total === 0 ? (
          <div class="empty">
            <p>{t('search.empty', { q: state.q })}</p>
            <p class="quiet">{t('search.empty.try')}</p>
          </div>
        ) : (
          <>
            <p class="quiet" role="status">
              {tn('search.total', answer.total)}
            </p>
            <ol class="hits">
              {items.map((hit) => (
                <Hit key={hit.material.id} hit={hit} query={query} />
              ))}
            </ol>
            {error ? <Failure error={error} again={loadMore} /> : null}
            {items.length < answer.total && !error && (
              <button type="button" class="more" onClick={loadMore}>
                {t('search.more')}
              </button>
            )}
          </>
        )}
        <p class="quiet footer">
          {t('search.took', { ms: Math.round(answer.tookMs) })} · X-Cache: {first.value?.cache ?? '–'}
        </p>
      </section>
    </div>
  );
}
