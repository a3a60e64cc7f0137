import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { UnderstoodQuery } from '../api/types.ts';
import { number, t, tx } from '../i18n/index.ts';

/** What the engine made of the query, in so many words. */
export function Understood({
  query,
  verbatimHref,
}: {
  query: UnderstoodQuery;
  /** Address of the same search with every word taken as typed. */
  verbatimHref: string;
}): JSX.Element | null {
  const mended = query.corrections.filter(({ kind }) => kind !== 'synonym');
  const sizes = query.sizes.map(sizeText);
  if (query.corrections.length === 0 && sizes.length === 0 && !query.price) return null;
  return (
    <div class="understood">
      {(mended.length > 0 || query.price) && (
        <p>
          {t('search.instead')} <strong>{query.interpreted}</strong>.{' '}
          <Link href={verbatimHref} class="verbatim">
            {t('search.verbatim', { q: query.text })}
          </Link>
        </p>
      )}
      <ul class="chips">
        {query.corrections.map(({ from, to, kind }) => (
          <li key={`${from}>${to}`}>
            {from} → <strong>{to}</strong> <small>{tx(`search.correction.${kind}`, kind)}</small>
          </li>
        ))}
        {sizes.map((size) => (
          <li key={size}>
            <small>{t('search.size')}</small> <strong>{size}</strong>
          </li>
        ))}
        {query.price && (
          <li>
            <small>{t('search.price')}</small> <strong>{priceText(query.price)}</strong>
          </li>
        )}
      </ul>
    </div>
  );
}

/** "50 × 150 mm". A dimension whose unit nobody wrote is in millimetres, as the catalogue reads it. */
function sizeText({ values, unit }: UnderstoodQuery['sizes'][number]): string {
  const text = values.map((value) => number(value)).join(' × ');
  const named = unit ?? (values.length > 1 ? 'mm' : null);
  return named === null ? text : `${text} ${tx(`measure.${named}`, named)}`;
}

function priceText({ min, max }: NonNullable<UnderstoodQuery['price']>): string {
  const amount = (text: string): string => number(Number(text));
  if (min !== null && max !== null) return `${amount(min)} – ${amount(max)}`;
  return max === null ? `≥ ${amount(min ?? '0')}` : `≤ ${amount(max)}`;
}
