import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import type { Suggestion } from '../api/types.ts';
import { t } from '../i18n/index.ts';
import { lastSearch } from '../ui/last-search.ts';
import { useTitle } from '../ui/title.ts';
import { Results } from './results.tsx';
import { SearchBox } from './search-box.tsx';
import { readState, searchHref, writeState, type SearchState } from './search-state.ts';
import { Start } from './start.tsx';

export function SearchPage(): JSX.Element {
  const query = useSearch();
  const state = readState(query);
  const [, navigate] = useLocation();
  useTitle(state.q);
  useEffect(() => {
    lastSearch.value = query === '' ? '/' : `/?${query}`;
  }, [query]);
  const go = (next: SearchState): void => navigate(next.q === '' ? '/' : `/?${writeState(next)}`);
  // A new question begins without the filters of the last one, which may hide every answer to it.
  const search = (q: string): void => {
    if (q !== state.q) navigate(q === '' ? '/' : searchHref(q));
  };
  const open = (suggestion: Suggestion): void => {
    if (suggestion.kind === 'material' && suggestion.id) navigate(`/items/${suggestion.id}`);
    else if (suggestion.kind === 'category')
      navigate(
        searchHref(suggestion.text.split('/').at(-1) ?? suggestion.text, { category: suggestion.text }),
      );
    else search(suggestion.text);
  };
  return (
    <>
      {state.q === '' ? (
        <div class="hero">
          <h1>{t('start.title')}</h1>
          <SearchBox value="" onSearch={search} onOpen={open} />
          <Start />
        </div>
      ) : (
        <>
          <h1 class="visually-hidden">{t('search.title', { q: state.q })}</h1>
          <SearchBox value={state.q} onSearch={search} onOpen={open} />
          <Results state={state} onChange={go} />
        </>
      )}
    </>
  );
}
