export { LiveVectorIndex } from './live-vector-index.js';
export * from './ports/vector-index.port.js';
export {
  CollectionMissingError,
  VectorRejectedError,
  VectorStore,
  type ScannedPoint,
} from './ports/vector-store.port.js';
export { vectorIndexConfig, type VectorIndexConfig } from './vector-index.config.js';
export { VectorIndexModule } from './vector-index.module.js';
