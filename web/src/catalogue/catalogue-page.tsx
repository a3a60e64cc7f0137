import type { JSX } from 'preact';
import { Link, useSearch } from 'wouter-preact';
import { call } from '../api/client.ts';
import { t } from '../i18n/index.ts';
import { useTitle } from '../ui/title.ts';
import { useLoad } from '../ui/use-load.ts';
import { Categories } from './categories.tsx';
import { Synonyms } from './synonyms.tsx';
import { Units } from './units.tsx';

/** Categories, units, and synonyms where the server has them. */
export function CataloguePage(): JSX.Element {
  const part = new URLSearchParams(useSearch()).get('part') ?? 'categories';
  // An older server has no synonyms to manage: then the page does not speak of them.
  const hasSynonyms = useLoad('synonyms', (signal) =>
    call('/synonyms?limit=1', { signal }).then(
      () => true,
      () => false,
    ),
  );
  const parts = ['categories', 'units', ...(hasSynonyms.value ? ['synonyms'] : [])] as const;
  useTitle(t('nav.catalogue'));
  return (
    <>
      <h1>{t('nav.catalogue')}</h1>
      <nav class="tabs" aria-label={t('nav.catalogue')}>
        {parts.map((name) => (
          <Link key={name} href={`/catalogue?part=${name}`} aria-current={part === name ? 'page' : undefined}>
            {t(`catalogue.${name as 'units'}`)}
          </Link>
        ))}
      </nav>
      {part === 'units' ? <Units /> : part === 'synonyms' ? <Synonyms /> : <Categories />}
    </>
  );
}
