import type { Material } from '../../materials/index.js';
import type { SearchAnswer, SearchItem } from '../search-answer.js';
import type { SearchResponse } from './search-response.js';

type ItemResponse = SearchResponse['items'][number];

/** The answer as the contract has it, an allow list by hand: nothing else of ours gets out. */
export function toSearchResponse(answer: SearchAnswer): SearchResponse {
  return {
    query: {
      text: answer.query.text,
      interpreted: answer.query.interpreted,
      corrections: answer.query.corrections.map(({ from, to, kind }) => ({ from, to, kind })),
      sizes: answer.query.sizes.map(({ text, values, unit }) => ({ text, values: [...values], unit })),
      units: [...answer.query.units],
      ...(answer.query.price ? { price: { min: answer.query.price.min, max: answer.query.price.max } } : {}),
    },
    items: answer.items.map(toItem),
    total: answer.total,
    facets: answer.facets,
    mode: answer.mode,
    degraded: answer.degraded,
    tookMs: answer.tookMs,
  };
}

function toItem(item: SearchItem): ItemResponse {
  return {
    material: toMaterialResponse(item.material),
    score: item.score,
    confidence: item.confidence,
    matchedBy: item.matchedBy,
    highlights: item.highlights,
    ...(item.explain
      ? {
          explain: {
            ...item.explain,
            lexical: item.explain.lexical && {
              ...item.explain.lexical,
              features: { ...item.explain.lexical.features },
            },
          },
        }
      : {}),
  };
}

export function toMaterialResponse(material: Material): ItemResponse['material'] {
  const { id, sku, name, description, category, unit, unitRaw, brand, attributes, price } = material;
  const { createdAt, updatedAt, version } = material;
  return {
    id,
    sku,
    name,
    description,
    category,
    unit,
    unitRaw,
    brand,
    attributes,
    price,
    createdAt,
    updatedAt,
    version,
  };
}
