import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { call } from '../api/client.ts';
import { statusOf } from '../api/problem.ts';
import type { Material } from '../api/types.ts';
import { date, dateTime, t } from '../i18n/index.ts';
import { searchHref } from '../search/search-state.ts';
import { may } from '../session/session.ts';
import { Failure } from '../ui/failure.tsx';
import { lastSearch } from '../ui/last-search.ts';
import { Price } from '../ui/price.tsx';
import { useTitle } from '../ui/title.ts';
import { useLoad } from '../ui/use-load.ts';
import { EditForm } from './edit-form.tsx';
import { Offers } from './offers.tsx';
import { PriceHistory } from './price-history.tsx';
import { Similar } from './similar.tsx';

export interface Versioned {
  material: Material;
  etag: string | null;
}

export function ItemPage({ id }: { id: string }): JSX.Element {
  const path = `/materials/${encodeURIComponent(id)}`;
  const item = useLoad(id, async (signal): Promise<Versioned> => {
    const { body, etag } = await call<Material>(path, { signal });
    return { material: body, etag };
  });
  const [editing, setEditing] = useState(false);
  const [saved, setSaved] = useState(false);
  useTitle(item.value?.material.name ?? '');
  if (!item.value) {
    if (item.state !== 'failed') return <p class="waiting" aria-busy="true" />;
    const missing = [404, 422].includes(statusOf(item.error) ?? 0);
    return missing ? <Missing /> : <Failure error={item.error} again={item.reload} />;
  }
  const { material } = item.value;
  return (
    <article class="item">
      <p class="back">
        <Link href={lastSearch.value}>← {t('item.back')}</Link>
      </p>
      <Path category={material.category} />
      {editing ? (
        <EditForm
          current={item.value}
          onSaved={() => {
            setEditing(false);
            setSaved(true);
            item.reload();
          }}
          onClose={() => {
            setEditing(false);
            item.reload();
          }}
        />
      ) : (
        <>
          <div class="item-head">
            <div>
              <h1>{material.name}</h1>
              <Price material={material} />
            </div>
            {may('editor') && (
              <button type="button" onClick={() => setEditing(true)}>
                {t('item.edit')}
              </button>
            )}
          </div>
          <p role="status" class="saved">
            {saved ? t('item.saved') : ''}
          </p>
          {material.description && <p class="lead">{material.description}</p>}
        </>
      )}
      <div class="item-columns">
        <Facts material={material} />
        <Offers path={path} />
      </div>
      <PriceHistory path={path} />
      <Similar path={path} />
    </article>
  );
}

function Missing(): JSX.Element {
  return (
    <div class="empty">
      <h1>{t('item.missing')}</h1>
      <p>
        <Link href={lastSearch.value}>{t('item.back')}</Link>
      </p>
    </div>
  );
}

/** The category and all above it; each leads to what it holds. */
function Path({ category }: { category: Material['category'] }): JSX.Element | null {
  if (!category) return null;
  const names = category.path.split('/');
  return (
    <nav aria-label={t('item.category')} class="path">
      <ol>
        {names.map((name, depth) => (
          <li key={depth}>
            <Link href={searchHref(name, { category: names.slice(0, depth + 1).join('/') })}>{name}</Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Facts({ material }: { material: Material }): JSX.Element {
  const { unit, unitRaw } = material;
  const facts: [string, string | null][] = [
    [t('item.sku'), material.sku],
    [t('item.brand'), material.brand],
    [t('item.unit'), unit ? `${unit.code} (${unit.name})` : unitRaw],
    ...Object.entries(material.attributes).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
    [t('item.created'), date(material.createdAt)],
    [t('item.updated'), dateTime(material.updatedAt)],
  ];
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">{t('item.attributes')}</h2>
      <dl class="facts">
        {facts
          .filter(([, value]) => value !== null && value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
