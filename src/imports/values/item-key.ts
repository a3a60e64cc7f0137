import { createHash } from 'node:crypto';

const SEPARATOR = '\u001f';

/**
 * A name folded for comparing: letter case, ё, the multiplication signs, punctuation and spacing do not matter. The decimal mark
 * goes with the punctuation, so "3,5х25" and "3.5x25" are one.
 */
export function foldName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[ёх×*]/g, (letter) => (letter === 'ё' ? 'е' : 'x'))
    .replace(/[\s\u00a0.,;:!"'«»„“”()[\]/\\_-]+/g, ' ')
    .trim();
}

/**
 * What tells one item of a supplier from another: its SKU; without one, its folded name and its unit.
 *
 * @param unit unit code, or the unit's text folded, or ''.
 * @param apart tells apart items that one file lists twice by the same name and unit; '' otherwise.
 * @returns a UUID text made of the first 128 bits of a SHA-256.
 */
export function itemKey(sku: string | null, name: string, unit: string, apart = ''): string {
  const identity =
    sku === null
      ? ['name', foldName(name), unit, apart].join(SEPARATOR)
      : ['sku', sku.toLowerCase()].join(SEPARATOR);
  const hex = createHash('sha256').update(identity).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
