import type { ImportRow } from '../api/types.ts';
import { money, number, percent, t, tx } from '../i18n/index.ts';

/** A price that moves by more than this is worth a second look. */
export const JUMP = 0.2;

type Changes = NonNullable<ImportRow['changes']>;

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
  return field === 'price_amount' ? number(Number(value), { maximumFractionDigits: 4 }) : String(value);
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

export interface Jump {
  row: ImportRow;
  from: number;
  to: number;
  /** 0.5: half as dear again; -0.5: half the price. */
  share: number;
}

/** How far the price of a row moved; null when it did not, or from or to nothing. */
export function jumpOf(row: ImportRow): Jump | null {
  const change = (row.changes as Changes | null)?.['price_amount'];
  const from = Number(change?.from ?? 0);
  const to = Number(change?.to ?? 0);
  if (!(from > 0) || !(to > 0)) return null;
  return { row, from, to, share: to / from - 1 };
}

export function jumpText({ row, from, to, share }: Jump): string {
  const currency = row.price?.currency;
  const amount = (value: number): string =>
    currency ? money({ amount: String(value), currency }) : number(value, { maximumFractionDigits: 4 });
  return `${amount(from)} → ${amount(to)} (${share > 0 ? '+' : '−'}${percent(Math.abs(share))})`;
}
