export { ImportsModule } from './imports.module.js';
export { ImportsService, type Submission } from './imports.service.js';
export type { ImportRow, RowStatus } from './import-row.store.js';
export { FINISHED, type Import, type ImportStatus } from './import.js';
export { importsConfig, type ImportsConfig } from './imports.config.js';
