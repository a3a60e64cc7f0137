import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SearchAnswer } from '../api/types.ts';
import { t } from '../i18n/index.ts';
import { Facet } from './facet.tsx';
import { PriceRange } from './price-range.tsx';
import { FACETS, hasFilters, MODES, SORTS, withoutFilters, type SearchState } from './search-state.ts';

interface Properties {
  state: SearchState;
  facets: SearchAnswer['facets'];
  onChange: (state: SearchState) => void;
}

/** Order, mode, price range and facets with counts; on a small screen behind a button. */
export function Filters({ state, facets, onChange }: Properties): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <aside class="filters" aria-label={t('search.filters')}>
      <button type="button" class="filters-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t('search.filters')}
      </button>
      <div class={open ? 'filters-body open' : 'filters-body'}>
        <label class="field">
          {t('search.sort')}
          <select
            value={state.sort}
            onChange={(e) => onChange({ ...state, sort: e.currentTarget.value as SearchState['sort'] })}
          >
            {SORTS.map((sort) => (
              <option key={sort} value={sort}>
                {t(`search.sort.${sort}`)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          {t('search.mode')}
          <select
            value={state.mode}
            onChange={(e) => onChange({ ...state, mode: e.currentTarget.value as SearchState['mode'] })}
          >
            {MODES.map((mode) => (
              <option key={mode} value={mode}>
                {t(`search.mode.${mode}`)}
              </option>
            ))}
          </select>
        </label>
        <PriceRange
          minPrice={state.minPrice}
          maxPrice={state.maxPrice}
          onChange={(range) => onChange({ ...state, ...range })}
        />
        {FACETS.map((facet) => (
          <Facet
            key={facet}
            facet={facet}
            values={facets[facet] ?? []}
            chosen={state.filters[facet]}
            onChange={(chosen) => onChange({ ...state, filters: { ...state.filters, [facet]: chosen } })}
          />
        ))}
        {hasFilters(state) && (
          <button type="button" onClick={() => onChange(withoutFilters(state))}>
            {t('search.clear')}
          </button>
        )}
      </div>
    </aside>
  );
}
