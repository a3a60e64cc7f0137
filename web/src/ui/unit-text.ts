import type { Material } from '../api/types.ts';

/** The unit as buyers read it: its code, or what the supplier wrote. */
export function unitText(material: Material): string {
  return material.unit?.code ?? material.unitRaw ?? '';
}
