import type { JSX } from 'preact';
import type { FacetName, SearchAnswer } from '../api/types.ts';
import { number, t } from '../i18n/index.ts';
import { FACETS, hasFilters, MODES, SORTS, withoutFilters, type SearchState } from './search-state.ts';

const SHOWN = 12;

interface Properties {
  state: SearchState;
  facets: SearchAnswer['facets'];
  onChange: (state: SearchState) => void;
}

/** Order, mode, price range and facets with counts. */
export function Filters({ state, facets, onChange }: Properties): JSX.Element {
  return (
    <aside class="filters">
      <label>
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
      <label>
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
      <fieldset class="price-range">
        <legend>{t('search.price')}</legend>
        {(['minPrice', 'maxPrice'] as const).map((name) => (
          <input
            key={name}
            inputMode="decimal"
            pattern="\d+([.]\d{1,4})?"
            aria-label={`${t('search.price')} ${t(name === 'minPrice' ? 'search.price.from' : 'search.price.to')}`}
            placeholder={t(name === 'minPrice' ? 'search.price.from' : 'search.price.to')}
            value={state[name]}
            onChange={(event) => {
              const value = event.currentTarget.value.trim().replace(',', '.');
              if (event.currentTarget.checkValidity()) onChange({ ...state, [name]: value });
              else event.currentTarget.reportValidity();
            }}
          />
        ))}
      </fieldset>
      {FACETS.map((facet) => (
        <Facet key={facet} facet={facet} values={facets[facet] ?? []} state={state} onChange={onChange} />
      ))}
      {hasFilters(state) && (
        <button type="button" onClick={() => onChange(withoutFilters(state))}>
          {t('search.clear')}
        </button>
      )}
    </aside>
  );
}

function Facet({
  facet,
  values,
  state,
  onChange,
}: Omit<Properties, 'facets'> & {
  facet: FacetName;
  values: { value: string; count: number }[];
}): JSX.Element | null {
  const chosen = state.filters[facet];
  const gone = chosen.filter((value) => !values.some((entry) => entry.value === value));
  const rows = [...gone.map((value) => ({ value, count: 0 })), ...values.slice(0, SHOWN)];
  if (rows.length === 0) return null;
  const toggle = (value: string, on: boolean): void => {
    const next = on ? [...chosen, value] : chosen.filter((other) => other !== value);
    onChange({ ...state, filters: { ...state.filters, [facet]: next } });
  };
  return (
    <fieldset>
      <legend>{t(`facet.${facet}`)}</legend>
      {rows.map(({ value, count }) => (
        <label key={value} class="facet">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(e) => toggle(value, e.currentTarget.checked)}
          />
          <span>{value}</span> <small>{number(count)}</small>
        </label>
      ))}
    </fieldset>
  );
}
