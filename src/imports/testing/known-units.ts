import { normaliseUnitKey } from '../../materials/index.js';
import type { KnownUnit, UnitLookup } from '../values/unit-value.js';

const UNITS: readonly (readonly [code: string, dimension: string, factor: string, ...aliases: string[]])[] = [
  ['шт', 'count', '1', 'штук', 'pcs'],
  ['100 шт', 'count', '100'],
  ['м', 'length', '1', 'пог.м', 'м.п.'],
  ['м2', 'area', '1', 'м²', 'кв.м'],
  ['м3', 'volume', '1', 'куб.м'],
  ['л', 'volume', '0.001'],
  ['кг', 'mass', '1'],
  ['т', 'mass', '1000', 'тонна'],
  ['упак', 'package', '1', 'уп', 'упаковка'],
  ['меш', 'package', '1', 'мешок'],
  ['рул', 'package', '1', 'рулон'],
];

/** A few units as the catalogue has them. */
export function knownUnits(): UnitLookup {
  const byKey = new Map<string, KnownUnit>();
  for (const [code, dimension, factorToBase, ...aliases] of UNITS) {
    for (const text of [code, ...aliases])
      byKey.set(normaliseUnitKey(text), { code, dimension, factorToBase });
  }
  return (text) => byKey.get(normaliseUnitKey(text)) ?? null;
}
