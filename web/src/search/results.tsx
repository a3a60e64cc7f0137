import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Answer } from '../api/client.ts';
import type { SearchAnswer } from '../api/types.ts';
import { ms, t, tn, tx } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { useAfterFrame } from '../ui/use-after-frame.ts';
import { useLate } from '../ui/use-late.ts';
import { Chosen } from './chosen.tsx';
import { Empty } from './empty.tsx';
import { Filters } from './filters.tsx';
import { Hit } from './hit.tsx';
import { writeState, type SearchState } from './search-state.ts';
import { Understood } from './understood.tsx';
import { useResults, type Shown } from './use-results.ts';

/** The next page is asked for this long before its place comes into view. */
const AHEAD = '600px';
/** Hits of the first frame, about a screenful: the time to see them is the time that counts. */
const FIRST_FRAME = 8;

interface Properties {
  state: SearchState;
  onChange: (state: SearchState) => void;
}

export function Results({ state, onChange }: Properties): JSX.Element {
  const query = writeState(state);
  const { shown, loading, error, more, loadMore, reload } = useResults(query);
  const late = useLate(loading);
  const whole = useAfterFrame(shown?.query ?? '');
  if (!shown) return error ? <Failure error={error} again={reload} /> : <Waiting />;
  const { first, items } = shown;
  const { total, facets, degraded, query: understood } = first.body;
  return (
    <div class={late ? 'results late' : 'results'} aria-busy={loading}>
      <Filters state={state} facets={facets} onChange={onChange} />
      <section aria-label={t('search.results')}>
        {degraded.length > 0 && (
          <p class="notice">
            {t('search.degraded', {
              parts: degraded.map((part) => tx(`search.part.${part}`, part)).join(', '),
            })}
          </p>
        )}
        <Understood query={understood} verbatimHref={`/?${writeState({ ...state, verbatim: true })}`} />
        <Chosen state={state} onChange={onChange} />
        {total > 0 && (
          <p class="quiet total" role="status">
            {tn('search.total', total)}
          </p>
        )}
        {total === 0 && !error && <Empty state={state} onChange={onChange} />}
        <Hits shown={shown} whole={whole} />
        {error ? <Failure error={error} again={items.length < total ? loadMore : reload} /> : null}
        {more && whole && !error && <More key={items.length} onMore={loadMore} />}
        {!more && items.length < total && <p class="quiet">{t('search.deep')}</p>}
        <Curious answer={first} />
      </section>
    </div>
  );
}

/** The hits, built anew only when others are shown: not while the next answer is waited for. */
function Hits({ shown: { query, first, items }, whole }: { shown: Shown; whole: boolean }): JSX.Element {
  return useMemo(
    () => (
      <ol class="hits">
        {(whole ? items : items.slice(0, FIRST_FRAME)).map((hit, place) => (
          <Hit key={hit.material.id} hit={hit} query={query} place={place} understood={first.body.query} />
        ))}
      </ol>
    ),
    [items, whole],
  );
}

/** Asks for the next page when it comes near, and can be pressed where nothing tells it so. */
function More({ onMore }: { onMore: () => void }): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    if (!button.current) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) latest.current();
      },
      { rootMargin: AHEAD },
    );
    observer.observe(button.current);
    return () => observer.disconnect();
  }, []);
  return (
    <button type="button" class="more" ref={button} onClick={onMore}>
      {t('search.more')}
    </button>
  );
}

/** How the answer came, for the curious. */
function Curious({ answer }: { answer: Answer<SearchAnswer> }): JSX.Element {
  const cached = answer.cache === 'HIT' || answer.cache === 'STALE';
  return (
    <p class="quiet curious">
      <span class={cached ? 'hit-mark' : ''}>X-Cache: {answer.cache ?? '–'}</span>
      <span>{t('search.roundTrip', { ms: ms(answer.roundTripMs) })}</span>
      {!cached && <span>{t('search.took', { ms: ms(answer.body.tookMs) })}</span>}
    </p>
  );
}

/** The shape of an answer while the first one is awaited, so that nothing moves when it comes. */
function Waiting(): JSX.Element {
  return (
    <div class="results waiting" aria-busy="true">
      <span class="visually-hidden" role="status">
        {t('state.loading')}
      </span>
    </div>
  );
}
