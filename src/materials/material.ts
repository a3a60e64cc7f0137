import type { Money } from '../common/index.js';

/** A material as every reader sees it: the contract's `Material`. Times are RFC 3339, UTC. */
export interface Material {
  id: string;
  sku: string | null;
  name: string;
  description: string | null;
  category: { id: string; name: string; path: string } | null;
  unit: { code: string; name: string; okei: string | null } | null;
  /** The unit as it was written, when no unit is known by that text. */
  unitRaw: string | null;
  brand: string | null;
  attributes: Record<string, unknown>;
  price: Money | null;
  createdAt: string;
  updatedAt: string;
  /** Grows by at least one with every visible change, a renamed category or unit included. */
  version: number;
}

/** What a writer states of a material, whole: a field that is null is empty afterwards. */
export interface MaterialDraft {
  sku: string | null;
  name: string;
  description: string | null;
  /** Path such as `Сухие смеси/Цемент`; levels that lack are created. */
  category: string | null;
  /** Any spelling of a unit; an unknown one is kept as `unitRaw`. */
  unit: string | null;
  brand: string | null;
  attributes: Record<string, unknown>;
  price: Money | null;
}

/** The fields a writer changes; absent fields stay, `attributes` are replaced as a whole. */
export type MaterialPatch = Partial<MaterialDraft>;

/** Strong entity tag of a representation: no two materials and no two versions share one. */
export function materialEtag(material: Pick<Material, 'id' | 'version'>): string {
  return `"${material.id.replaceAll('-', '')}-${material.version}"`;
}
