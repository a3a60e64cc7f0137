import type { JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { t } from '../i18n/index.ts';

interface Range {
  minPrice: string;
  maxPrice: string;
}

const AMOUNT = /^(\d{1,14}([.,]\d{1,4})?)?$/;

/** Two amounts that take effect when the field is left or Enter is pressed (not with every key, as compat's onChange); what is wrong is said below them. */
export function PriceRange({
  onChange,
  ...range
}: Range & { onChange: (range: Range) => void }): JSX.Element {
  const [draft, setDraft] = useState<Range>(range);
  const [error, setError] = useState<string | null>(null);
  const id = useId();
  // Each by itself: while one amount takes effect, the other may be being typed.
  useEffect(() => setDraft((before) => ({ ...before, minPrice: range.minPrice })), [range.minPrice]);
  useEffect(() => setDraft((before) => ({ ...before, maxPrice: range.maxPrice })), [range.maxPrice]);
  const take = (): void => {
    const amounts = [draft.minPrice.trim(), draft.maxPrice.trim()];
    if (!amounts.every((amount) => AMOUNT.test(amount))) {
      setError(t('search.price.bad'));
      return;
    }
    const [minPrice = '', maxPrice = ''] = amounts.map((amount) => amount.replace(',', '.'));
    if (minPrice !== '' && maxPrice !== '' && Number(minPrice) > Number(maxPrice)) {
      setError(t('search.price.order'));
      return;
    }
    setError(null);
    if (minPrice !== range.minPrice || maxPrice !== range.maxPrice) onChange({ minPrice, maxPrice });
  };
  return (
    <fieldset class="price-range">
      <legend>{t('search.price')}</legend>
      {(['minPrice', 'maxPrice'] as const).map((name) => (
        <input
          key={name}
          inputMode="decimal"
          autocomplete="off"
          maxLength={19}
          aria-label={t(`search.${name}`)}
          aria-invalid={error !== null}
          aria-describedby={error ? id : undefined}
          placeholder={t(name === 'minPrice' ? 'search.price.from' : 'search.price.to')}
          value={draft[name]}
          onInput={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })}
          onBlur={take}
          onKeyDown={(event) => event.key === 'Enter' && take()}
        />
      ))}
      {error && (
        <small id={id} class="field-error" role="alert">
          {error}
        </small>
      )}
    </fieldset>
  );
}
