import type { JSX } from 'preact';
import type { Material } from '../api/types.ts';
import { money, t } from '../i18n/index.ts';
import { unitText } from './unit-text.ts';

/** What a material costs per unit. */
export function Price({ material }: { material: Material }): JSX.Element {
  const unit = unitText(material);
  if (!material.price) return <p class="price none">{t('item.noPrice')}</p>;
  return (
    <p class="price">
      {money(material.price)}
      {unit && <span> / {unit}</span>}
    </p>
  );
}
