export * from './ports/indexing-admin.port.js';
export { indexingConfig, type IndexingConfig } from './indexing.config.js';
export { IndexingModule } from './indexing.module.js';
