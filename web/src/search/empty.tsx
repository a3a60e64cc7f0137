import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import { call } from '../api/client.ts';
import type { Suggestion } from '../api/types.ts';
import { t } from '../i18n/index.ts';
import { useLoad } from '../ui/use-load.ts';
import { hasFilters, searchHref, withoutFilters, type SearchState } from './search-state.ts';

/** Nothing was found, and what can be done about it. */
export function Empty({
  state,
  onChange,
}: {
  state: SearchState;
  onChange: (state: SearchState) => void;
}): JSX.Element {
  const words = state.q.split(/\s+/).filter(Boolean);
  // Where the whole says nothing, its longest word may.
  const longest = [...words].sort((a, b) => b.length - a.length)[0] ?? '';
  const near = useLoad(longest, async (signal) => {
    const parameters = new URLSearchParams({ q: longest.slice(0, 100), limit: '6' });
    const { body } = await call<{ suggestions: Suggestion[] }>(`/search/suggest?${parameters.toString()}`, {
      signal,
    });
    return body.suggestions.filter(({ kind, text }) => kind !== 'material' && text !== state.q);
  });
  return (
    <div class="empty">
      <p class="large" role="status">
        {t('search.empty', { q: state.q })}
      </p>
      <ul>
        {hasFilters(state) && (
          <li>
            <button type="button" class="link" onClick={() => onChange(withoutFilters(state))}>
              {t('search.empty.filters')}
            </button>
          </li>
        )}
        {state.verbatim && (
          <li>
            <button type="button" class="link" onClick={() => onChange({ ...state, verbatim: false })}>
              {t('search.empty.correct')}
            </button>
          </li>
        )}
        {state.mode !== 'hybrid' && (
          <li>
            <button type="button" class="link" onClick={() => onChange({ ...state, mode: 'hybrid' })}>
              {t('search.empty.mode')}
            </button>
          </li>
        )}
        {words.length > 1 && (
          <li>
            {t('search.empty.word')} <Link href={searchHref(longest)}>{longest}</Link>
          </li>
        )}
        {near.value && near.value.length > 0 && (
          <li>
            {t('search.empty.near')}{' '}
            {near.value.map(({ text, kind }) => (
              <Link key={kind + text} href={searchHref(text.split('/').at(-1) ?? text)} class="near">
                {text.split('/').at(-1)}
              </Link>
            ))}
          </li>
        )}
        <li class="quiet">{t('search.empty.try')}</li>
      </ul>
    </div>
  );
}
