import { cellText, type RawRow } from '../values/cell.js';

/** What speaks of all prices of a list: "Цены указаны в долларах США с НДС", "Цена за 1 м3". */
const OF_PRICES = /(?:цен[аы]|прайс|стоимость|валюта|price)/iu;

/** What the rows above a header say of the prices below it; '' where they say nothing. */
export function priceNote(above: readonly RawRow[]): string {
  return above
    .flatMap(({ cells }) => cells.map(cellText))
    .filter((text) => OF_PRICES.test(text))
    .join('; ');
}
