import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import { call } from '../api/client.ts';
import type { Material } from '../api/types.ts';
import { t } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { Price } from '../ui/price.tsx';
import { useLoad } from '../ui/use-load.ts';

export function Similar({ path }: { path: string }): JSX.Element {
  const similar = useLoad(
    path,
    async (signal) =>
      (await call<{ items: { material: Material }[] }>(`${path}/similar?limit=8`, { signal })).body.items,
  );
  return (
    <section aria-labelledby="similar">
      <h2 id="similar">{t('item.similar')}</h2>
      {similar.state === 'failed' && <Failure error={similar.error} again={similar.reload} />}
      {similar.value?.length === 0 && <p class="quiet">{t('item.similar.none')}</p>}
      <ul class="cards similar">
        {similar.value?.map(({ material }) => (
          <li key={material.id}>
            <Link href={`/items/${material.id}`}>{material.name}</Link>
            <Price material={material} />
          </li>
        ))}
      </ul>
    </section>
  );
}
