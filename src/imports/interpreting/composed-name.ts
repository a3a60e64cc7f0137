import { foldHeader } from '../reading/fields.js';
import { readUnit, type UnitLookup } from '../values/unit-value.js';

/** Headers of names with a unit behind them: "Номенклатура, Характеристика, Упаковка" in lists that 1C prints, "Наименование, ед. изм.". */
const COMPOSED =
  /^(?:номенклатура характеристика упаковка|(?:наименование|товар|материал|номенклатура)(?: товара)? (?:ед изм|ед|единица измерения))$/;

export function isComposedHeader(header: string): boolean {
  return COMPOSED.test(foldHeader(header));
}

/**
 * "Доска обрезная, 50х150, м3": the thing with its kind, and the unit it is packed in; parts may be empty, "Ротбанд 30 кг, , меш". How much is in
 * one stays in the name: "Цемент, мешок 50 кг".
 */
export function composedName(text: string, lookup: UnitLookup): { name: string; unit: string } {
  const parts = text.split(/,(?=\s|$)/).map((part) => part.trim());
  const unit = parts.length > 1 ? (parts.at(-1) ?? '') : '';
  const isUnit = unit !== '' && readUnit(unit, lookup).unit !== null;
  const isBareUnit = isUnit && !/\d{2}/.test(unit);
  const told = (isBareUnit || unit === '' ? parts.slice(0, Math.max(1, parts.length - 1)) : parts).filter(
    Boolean,
  );
  return { name: told.join(', '), unit: isUnit ? unit : '' };
}

/** The unit that a name ends in: "Песок мытый, м3"; '' for none. How much is in one, "Краска, 10 л", is none. */
export function unitBehind(name: string, lookup: UnitLookup): string {
  const unit = /,\s*(\p{L}[\p{L}. ]{0,11}[²³23]?)$/u.exec(name)?.[1] ?? '';
  return unit !== '' && lookup(unit) !== null ? unit : '';
}
