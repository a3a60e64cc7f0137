import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import { ApiError, call } from '../api/client.ts';
import type { Material, Money } from '../api/types.ts';
import { dateTime, money, t } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { unitText } from '../ui/unit-text.ts';
import { useLoad } from '../ui/use-load.ts';

interface Offer {
  supplier?: { name?: string } | null;
  price?: Money | null;
  unit?: { code?: string } | null;
}

export function ItemPage({ id }: { id: string }): JSX.Element {
  const path = `/materials/${encodeURIComponent(id)}`;
  const item = useLoad(id, async (signal) => (await call<Material>(path, { signal })).body);
  if (item.state === 'failed') {
    const missing = item.error instanceof ApiError && [404, 422].includes(item.error.problem.status);
    return missing ? (
      <p class="empty">{t('item.missing')}</p>
    ) : (
      <Failure error={item.error} again={item.reload} />
    );
  }
  const material = item.value;
  if (!material) return <p aria-busy="true" />;
  const facts: [string, string][] = [
    [t('item.sku'), material.sku ?? ''],
    [t('item.category'), material.category?.path.replaceAll('/', ' › ') ?? ''],
    [t('item.brand'), material.brand ?? ''],
    [t('item.unit'), unitText(material)],
    [t('item.updated'), dateTime(material.updatedAt)],
    ...Object.entries(material.attributes).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ];
  return (
    <article class="item">
      <p>
        <Link href="/">{t('item.back')}</Link>
      </p>
      <h1>{material.name}</h1>
      <p class="price">
        {material.price ? money(material.price) : t('item.noPrice')}
        {unitText(material) && <span> / {unitText(material)}</span>}
      </p>
      {material.description && <p>{material.description}</p>}
      <dl>
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <Offers path={path} />
      <Similar path={path} />
    </article>
  );
}

function Offers({ path }: { path: string }): JSX.Element {
  const offers = useLoad(
    path,
    async (signal) => (await call<{ items: Offer[] }>(`${path}/offers`, { signal })).body.items,
  );
  return (
    <section>
      <h2>{t('item.offers')}</h2>
      {offers.state === 'failed' && <Failure error={offers.error} again={offers.reload} />}
      {offers.state === 'ready' && offers.value.length === 0 && <p class="quiet">{t('item.offers.none')}</p>}
      <ul>
        {offers.value?.map((offer, index) => (
          <li key={index}>
            {offer.supplier?.name}: <strong>{offer.price ? money(offer.price) : t('item.noPrice')}</strong>
            {offer.unit?.code ? ` / ${offer.unit.code}` : ''}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Similar({ path }: { path: string }): JSX.Element | null {
  const similar = useLoad(
    path,
    async (signal) =>
      (await call<{ items: { material: Material }[] }>(`${path}/similar?limit=8`, { signal })).body.items,
  );
  if (similar.state === 'failed') return <Failure error={similar.error} again={similar.reload} />;
  if (!similar.value || similar.value.length === 0) return null;
  return (
    <section>
      <h2>{t('item.similar')}</h2>
      <ul class="cards">
        {similar.value.map(({ material }) => (
          <li key={material.id}>
            <Link href={`/items/${material.id}`}>{material.name}</Link>
            <p class="price">{material.price ? money(material.price) : t('item.noPrice')}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
