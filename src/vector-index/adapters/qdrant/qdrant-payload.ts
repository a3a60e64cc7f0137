import type { Schemas } from '@qdrant/js-client-rest';
import type { CatalogueFilter } from '../../../common/index.js';
import type { VectorPayload } from '../../ports/vector-index.port.js';

/** Fields a filter can ask for, with the index each needs: in strict mode Qdrant refuses a filter without one. */
export const PAYLOAD_INDEXES = {
  category: 'keyword',
  brand: 'keyword',
  unit: 'keyword',
  supplier: 'keyword',
  price: 'float',
} as const;

/** A payload as Qdrant keeps it; what is null is left out. */
export function toQdrantPayload(payload: VectorPayload): Record<string, unknown> {
  return {
    hash: payload.contentHash,
    version: payload.version,
    category: payload.categoryIds,
    supplier: payload.supplierIds,
    ...(payload.brand === null ? {} : { brand: payload.brand }),
    ...(payload.unitCode === null ? {} : { unit: payload.unitCode }),
    ...(payload.price === null ? {} : { price: payload.price }),
  };
}

/** Tolerates what another hand may have written: a field of a wrong type reads as absent, and `verify` names it. */
export function fromQdrantPayload(payload: Record<string, unknown> | null | undefined): VectorPayload {
  const fields = payload ?? {};
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  return {
    contentHash: text(fields.hash) ?? '',
    version: typeof fields.version === 'number' ? fields.version : 0,
    categoryIds: texts(fields.category),
    brand: text(fields.brand),
    unitCode: text(fields.unit),
    supplierIds: texts(fields.supplier),
    price: typeof fields.price === 'number' ? fields.price : null,
  };
}

/** @returns undefined when nothing is narrowed. */
export function toQdrantFilter(filter: CatalogueFilter | undefined): Schemas['Filter'] | undefined {
  const must: Schemas['FieldCondition'][] = [];
  const anyOf = (key: keyof typeof PAYLOAD_INDEXES, values: readonly string[] | undefined): void => {
    if (values) must.push({ key, match: { any: [...values] } });
  };
  anyOf('category', filter?.categoryIds);
  anyOf(
    'brand',
    filter?.brands?.map((brand) => brand.toLowerCase()),
  );
  anyOf('unit', filter?.unitCodes);
  anyOf('supplier', filter?.supplierIds);
  const { minPrice, maxPrice } = filter ?? {};
  if (minPrice !== undefined || maxPrice !== undefined) {
    must.push({
      key: 'price',
      range: {
        ...(minPrice === undefined ? {} : { gte: Number(minPrice) }),
        ...(maxPrice === undefined ? {} : { lte: Number(maxPrice) }),
      },
    });
  }
  return must.length > 0 ? { must } : undefined;
}
