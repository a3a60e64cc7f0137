import type { JSX } from 'preact';
import type { SearchAnswer } from '../api/types.ts';
import { t, type TextKey } from '../i18n/index.ts';

/** What the engine made of the query, in so many words. */
export function Understood({ query }: { query: SearchAnswer['query'] }): JSX.Element | null {
  if (query.corrections.length === 0) return null;
  return (
    <div class="understood">
      <p>
        {t('search.instead', { to: '' })}
        <strong>{query.interpreted}</strong>
      </p>
      <ul>
        {query.corrections.map(({ from, to, kind }) => (
          <li key={`${from}>${to}`}>
            <s>{from}</s> → {to} <small>{t(`search.correction.${kind}` as TextKey)}</small>
          </li>
        ))}
      </ul>
    </div>
  );
}
