export { MaterialsModule } from './materials.module.js';
export { materialEtag, type Material, type MaterialDraft, type MaterialPatch } from './material.js';
export { MaterialReader } from './material-reader.js';
export { MaterialWriter, type WriteOutcome } from './material-writer.js';
export type { WriteMode } from './material-write-sql.js';
export { MaterialsService, type BatchItem, type BatchReport, type BatchResult } from './materials.service.js';
export type { Category, CategoryDraft, CategoryNode, CategoryPatch } from './category.js';
export { MAX_CATEGORY_DEPTH, normaliseCategoryPath } from './category-path.js';
export type { EnsuredCategory } from './category-store.js';
export { CategoriesService } from './categories.service.js';
export { DIMENSIONS, type Dimension, type Unit, type UnitPatch } from './unit.js';
export { normaliseUnitKey, UNIT_KEY_LENGTH } from './unit-key.js';
export { UnitsService } from './units.service.js';
export {
  CatalogueFilterResolver,
  type FilterTexts,
  type SupplierFilter,
} from './catalogue-filter.resolver.js';
export { filterConditions, type Bind, type SupplierCondition } from './catalogue-filter.sql.js';
