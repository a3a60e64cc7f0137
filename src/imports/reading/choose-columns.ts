import type { Cell } from '../values/cell.js';
import { readDate } from '../values/date-value.js';
import type { UnitLookup } from '../values/unit-value.js';
import { profileColumn, type ColumnProfile } from './column-profile.js';
import { fieldsOfHeader, foldHeader, type Field } from './fields.js';

/** Where each field stands: index of its column. */
export type ColumnChoice = Partial<Record<Field, number>>;

/** A field is given to a column only at or above this certainty. */
const ENOUGH = 0.3;
/** From this share of single words with figures on, a column holds article numbers and no names. */
const CODED = 0.8;

/** Of an invoice or an estimate: how many are ordered, and what they come to. In such a list a quantity is no stock. */
const IS_QUANTITY = /^(?:количество|кол во|кол|qty|quantity)(?: |$)/;
const IS_SUM = /^(?:сумма|итого|всего|amount|line total|total)(?: |$)/;

/**
 * Decides what each column means, by its header and by what it holds: a column called "price" full of "м2" is the unit.
 *
 * @param headers texts of the header row.
 * @param sample rows below it.
 * @param fixed fields the caller has decided (a mapping given or remembered).
 * @param without fields that no column is to be taken for.
 */
export function chooseColumns(
  headers: readonly string[],
  sample: readonly (readonly Cell[])[],
  lookup: UnitLookup,
  fixed: ColumnChoice = {},
  without: ReadonlySet<Field> = new Set(),
): ColumnChoice {
  const taken = new Set(Object.values(fixed));
  const coded = new Set<number>();
  const candidates: { field: Field; column: number; score: number }[] = [];
  headers.forEach((header, column) => {
    if (taken.has(column)) return;
    const profile = profileColumn(
      sample.map((row) => row[column] ?? null),
      lookup,
    );
    if (profile.coded >= CODED) coded.add(column);
    for (const { field, score } of fieldsOfHeader(header)) {
      const certainty = score * fitOf(field, profile);
      if (certainty >= ENOUGH) candidates.push({ field, column, score: certainty });
    }
    // Without a telling header, values that can hardly be anything else.
    if (profile.filled >= 3 && profile.unit >= 0.8) candidates.push({ field: 'unit', column, score: 0.5 });
    if (profile.filled >= 3 && profile.money >= 0.8 && profile.hollow < 0.9) {
      candidates.push({ field: 'price', column, score: 0.35 });
    }
  });
  // Surest first; of equals the price of the latest day, else the leftmost, as people read.
  const dates = headers.map(dateOf);
  candidates.sort(
    (a, b) =>
      b.score - a.score ||
      (dates[b.column] ?? '').localeCompare(dates[a.column] ?? '') ||
      a.column - b.column,
  );
  const choice: ColumnChoice = { ...fixed };
  const isOrder = headers.some((header) => IS_SUM.test(foldHeader(header)));
  for (const { field, column } of candidates) {
    if (field === 'stock' && isOrder && IS_QUANTITY.test(foldHeader(headers[column] ?? ''))) continue;
    if (choice[field] !== undefined || taken.has(column) || without.has(field)) continue;
    choice[field] = column;
    taken.add(column);
  }
  return withName(
    choice,
    (field) => fixed[field] === undefined && !without.has(field),
    (column) => coded.has(column),
  );
}

/** The day that a header names, `YYYY-MM-DD`: "Цена на 15.11.2026"; '' for none. */
function dateOf(header: string): string {
  return readDate(/\d{1,2}\.\d{1,2}\.\d{2,4}/.exec(header)?.[0]) ?? '';
}

/**
 * Where no column is called a name, the description is what the goods are called by; where "Item" holds article numbers, it is one of
 * those, and the description beside it the name.
 */
function withName(
  choice: ColumnChoice,
  isFree: (field: Field) => boolean,
  isCoded: (column: number) => boolean,
): ColumnChoice {
  const { name, description, ...others } = choice;
  if (description === undefined || isCoded(description) || !isFree('name') || !isFree('description'))
    return choice;
  if (name === undefined) return { ...others, name: description };
  if (!isCoded(name)) return choice;
  return others.sku === undefined && isFree('sku') ? { ...others, name: description, sku: name } : choice;
}

/** How far the values bear the meaning out, 0 to 1. */
function fitOf(field: Field, profile: ColumnProfile): number {
  if (profile.filled === 0) return field === 'name' ? 0 : 0.6;
  switch (field) {
    case 'unit':
      return profile.unit >= 0.3 ? 1 : profile.price > 0.9 ? 0.2 : 0.7;
    case 'price':
      if (profile.unit >= 0.5 || profile.price < 0.3) return 0.1;
      // A column of zeros ("sale price: 0") is a price only when there is no better one.
      return profile.hollow >= 0.9 ? 0.4 : 1;
    case 'name':
      return profile.worded >= 0.5 ? 1 : 0.4;
    case 'priceDate':
      return profile.date >= 0.5 ? 1 : 0.2;
    case 'stock':
      return profile.unit >= 0.5 ? 0.2 : 1;
    case 'brand':
      // "Марка: М500" is a grade.
      return profile.coded >= CODED ? 0.2 : 1;
    case 'category':
    case 'subcategory':
      // "12,15": numbers of categories that another file has.
      return profile.worded >= 0.5 ? 1 : 0.2;
    case 'sku':
    case 'currency':
    case 'description':
    case 'packQuantity':
    case 'gtin':
    case 'vat':
      return 1;
  }
}
