import type { PricePeriod } from '../api/types.ts';

export interface Step {
  fromMs: number;
  toMs: number;
  amount: number;
}

/** What one offer cost, oldest first. Amounts are floats here: they become places on a screen, nothing is counted with them. */
export interface Series {
  id: string;
  supplier: string;
  steps: Step[];
}

/** More lines than this are not told apart. */
const MAX_SERIES = 6;

/** Offers as lines, in the currency that most periods have: amounts of others do not compare. */
export function seriesOf(
  periods: readonly PricePeriod[],
  nowMs: number = Date.now(),
): { series: Series[]; currency: string } {
  const counts = new Map<string, number>();
  for (const { price } of periods)
    if (price) counts.set(price.currency, (counts.get(price.currency) ?? 0) + 1);
  const currency = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
  const byOffer = new Map<string, Series>();
  for (const { offerId, supplier, price, validFrom, validTo } of periods) {
    if (price?.currency !== currency) continue;
    const series = byOffer.get(offerId) ?? { id: offerId, supplier: supplier.name, steps: [] };
    byOffer.set(offerId, series);
    const fromMs = Date.parse(validFrom);
    const toMs = validTo === null ? Math.max(nowMs, fromMs) : Date.parse(validTo);
    // A price that was replaced in the same moment never stood.
    if (toMs > fromMs || validTo === null) series.steps.push({ fromMs, toMs, amount: Number(price.amount) });
  }
  for (const { steps } of byOffer.values()) steps.sort((a, b) => a.fromMs - b.fromMs);
  const series = [...byOffer.values()].filter(({ steps }) => steps.length > 0);
  return { series: series.slice(0, MAX_SERIES), currency };
}
