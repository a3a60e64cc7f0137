import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import { call } from '../api/client.ts';
import type { CategoryNode } from '../api/types.ts';
import { t } from '../i18n/index.ts';
import { useLoad } from '../ui/use-load.ts';
import { searchHref } from './search-state.ts';

/** Queries that show what the engine understands; the catalogue's language, so not translated. */
const EXAMPLES = [
  { kind: 'need', q: 'чем утеплить чердак' },
  { kind: 'layout', q: 'wtvtyn v500' },
  { kind: 'size', q: 'доска 50 на 150' },
  { kind: 'typo', q: 'гипсакартон влагостойкий' },
  { kind: 'english', q: 'drywall sheet' },
  { kind: 'code', q: 'кабель ввг 3х2,5' },
] as const;

/** What to try, and what there is. */
export function Start(): JSX.Element {
  const roots = useLoad(
    'roots',
    async (signal) => (await call<{ items: CategoryNode[] }>('/categories?depth=1', { signal })).body.items,
  );
  return (
    <>
      <section aria-labelledby="try">
        <h2 id="try">{t('start.try')}</h2>
        <ul class="examples">
          {EXAMPLES.map(({ kind, q }) => (
            <li key={kind}>
              <Link href={searchHref(q)}>
                <strong lang={kind === 'english' ? 'en' : 'ru'}>{q}</strong>
                <small>{t(`start.${kind}`)}</small>
              </Link>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="browse" class="browse">
        <h2 id="browse">{t('start.browse')}</h2>
        <ul class="chips">
          {roots.value?.map(({ id, name, path }) => (
            <li key={id}>
              <Link href={searchHref(name, { category: path })}>{name}</Link>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
