import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { FACETS, hasFilters, type SearchState } from './search-state.ts';

/** What the results are narrowed by, each to be taken away. */
export function Chosen({
  state,
  onChange,
}: {
  state: SearchState;
  onChange: (state: SearchState) => void;
}): JSX.Element | null {
  if (!hasFilters(state) && !state.verbatim) return null;
  const entries: { text: string; without: SearchState }[] = FACETS.flatMap((facet) =>
    state.filters[facet].map((value) => ({
      text: value.replaceAll('/', ' › '),
      without: {
        ...state,
        filters: { ...state.filters, [facet]: state.filters[facet].filter((other) => other !== value) },
      },
    })),
  );
  if (state.minPrice)
    entries.push({
      text: `${t('search.price.from')} ${state.minPrice}`,
      without: { ...state, minPrice: '' },
    });
  if (state.maxPrice)
    entries.push({ text: `${t('search.price.to')} ${state.maxPrice}`, without: { ...state, maxPrice: '' } });
  if (state.verbatim) entries.push({ text: t('search.asTyped'), without: { ...state, verbatim: false } });
  return (
    <ul class="chips chosen" aria-label={t('search.chosen')}>
      {entries.map(({ text, without }) => (
        <li key={text}>
          <button type="button" onClick={() => onChange(without)}>
            {text} <span aria-hidden="true">×</span>
            <span class="visually-hidden">{t('action.remove')}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
