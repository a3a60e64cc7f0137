import type { ImportRow } from '../api/types.ts';
import { money, number, t, tx } from '../i18n/index.ts';

function valueText(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
  if (typeof value === 'number') return number(value, { maximumFractionDigits: 4 });
  if (typeof value === 'object')
    return (
      Object.entries(value)
        .map(([name, part]) => `${name}: ${String(part)}`)
        .join(', ') || '–'
    );
  return field === 'price_amount'
    ? number(Number(value), { maximumFractionDigits: 4 })
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}

/** "Price: 100 → 120; Brand: – → Knauf". */
export function changesText({ changes }: ImportRow): string {
  return Object.entries(changes ?? {})
    .map(
      ([field, { from, to }]) =>
        `${tx(`change.${field}`, field)}: ${valueText(field, from)} → ${valueText(field, to)}`,
    )
    .join('; ');
}

/** "100 ₽ → 180 ₽ (+80%)". */
export function jumpText({ priceChange }: ImportRow): string {
  if (!priceChange) return '';
  const { from, to, percent: change } = priceChange;
  const share =
    change === null
      ? ''
      : ` (${number(Number(change) / 100, { style: 'percent', signDisplay: 'always', maximumFractionDigits: 1 })})`;
  return `${from ? money(from) : '–'} → ${to ? money(to) : '–'}${share}`;
}
