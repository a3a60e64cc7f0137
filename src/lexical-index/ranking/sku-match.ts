import { skuKey } from '../document.js';
import type { LexicalHit } from '../ports/lexical-index.port.js';
import type { MaterialRow } from './material-text.js';

/** How the material's article numbers answer the keys; the best of them. */
export function skuMatch(
  keys: readonly string[],
  { sku, offerSkuKeys = [] }: MaterialRow,
): LexicalHit['features']['sku'] {
  const own = [...(sku === null ? [] : [skuKey(sku)]), ...offerSkuKeys].filter((key) => key !== '');
  if (own.some((key) => keys.includes(key))) return 'exact';
  if (own.some((key) => keys.some((prefix) => key.startsWith(prefix)))) return 'prefix';
  return own.some((key) => keys.some((part) => part.length >= 4 && key.includes(part))) ? 'infix' : null;
}

/** Four figures begin some article number by chance, and four characters stand within one: a guess. */
export function skuPartScore(place: 'prefix' | 'infix', keys: readonly string[], coverage: number): number {
  const isSure = keys.some((key) => key.length > 4 || (place === 'prefix' && /\p{L}/u.test(key)));
  if (!isSure) return 0.6;
  return place === 'prefix' ? 0.93 + 0.05 * coverage : 0.88;
}
