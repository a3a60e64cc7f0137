import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { FacetName } from '../api/types.ts';
import { number, t } from '../i18n/index.ts';

const SHOWN = 8;

interface Properties {
  facet: FacetName;
  values: { value: string; count: number }[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

/** Values of one facet with their counts; a chosen one stays to be seen even when nothing has it any more. */
export function Facet({ facet, values, chosen, onChange }: Properties): JSX.Element | null {
  const [all, setAll] = useState(false);
  const gone = chosen.filter((value) => !values.some((entry) => entry.value === value));
  const rows = [...gone.map((value) => ({ value, count: 0 })), ...values];
  if (rows.length === 0) return null;
  const shown = all ? rows : rows.filter(({ value }, index) => index < SHOWN || chosen.includes(value));
  const toggle = (value: string, on: boolean): void => {
    onChange(on ? [...chosen, value] : chosen.filter((other) => other !== value));
  };
  return (
    <fieldset class="facet">
      <legend>{t(`facet.${facet}`)}</legend>
      {shown.map(({ value, count }) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(event) => toggle(value, event.currentTarget.checked)}
          />
          <span>
            <Value facet={facet} value={value} />
          </span>
          <small>{number(count)}</small>
        </label>
      ))}
      {rows.length > shown.length && (
        <button type="button" class="link" onClick={() => setAll(true)}>
          {t('facet.all', { n: number(rows.length) })}
        </button>
      )}
    </fieldset>
  );
}

/** Of a category the last name, with those above it in small. */
function Value({ facet, value }: { facet: FacetName; value: string }): JSX.Element {
  const parts = facet === 'category' ? value.split('/') : [value];
  const last = parts.pop() ?? '';
  return (
    <>
      {last}
      {parts.length > 0 && <small class="above">{parts.join(' › ')}</small>}
    </>
  );
}
