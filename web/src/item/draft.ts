import type { Material } from '../api/types.ts';

/** A material as a form holds it: texts. */
export interface Draft {
  name: string;
  sku: string;
  description: string;
  category: string;
  unit: string;
  brand: string;
  amount: string;
  currency: string;
  /** One attribute a line: `name: value`. */
  attributes: string;
}

export const FIELDS = [
  'name',
  'sku',
  'category',
  'unit',
  'brand',
  'amount',
  'currency',
  'description',
  'attributes',
] as const satisfies readonly (keyof Draft)[];

export function draftOf(material: Material): Draft {
  return {
    name: material.name,
    sku: material.sku ?? '',
    description: material.description ?? '',
    category: material.category?.path ?? '',
    unit: material.unit?.code ?? material.unitRaw ?? '',
    brand: material.brand ?? '',
    amount: material.price?.amount ?? '',
    currency: material.price?.currency ?? 'RUB',
    attributes: Object.entries(material.attributes)
      .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join('\n'),
  };
}

/** The fields in which `mine` differs from `base`: what was changed here. */
export function changedFields(base: Draft, mine: Draft): (keyof Draft)[] {
  return FIELDS.filter((field) => base[field].trim() !== mine[field].trim());
}

/** Body of a PATCH that says these fields and no other. */
export function patchOf(
  draft: Draft,
  fields: readonly (keyof Draft)[],
  known: Material,
): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const field of fields) {
    if (field === 'amount' || field === 'currency') {
      const amount = draft.amount.trim().replace(',', '.');
      patch['price'] = amount === '' ? null : { amount, currency: draft.currency.trim().toUpperCase() };
    } else if (field === 'attributes') patch['attributes'] = attributesOf(draft.attributes, known.attributes);
    else if (field === 'name') patch['name'] = draft.name.trim();
    else patch[field] = draft[field].trim() || null;
  }
  return patch;
}

/** Lines as attributes; a value that stayed as it was keeps its type. */
function attributesOf(text: string, known: Record<string, unknown>): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const name = (colon < 0 ? line : line.slice(0, colon)).trim();
    if (name === '') continue;
    const value = colon < 0 ? '' : line.slice(colon + 1).trim();
    const before = known[name];
    attributes[name] =
      before !== undefined && typeof before !== 'string' && JSON.stringify(before) === value ? before : value;
  }
  return attributes;
}
