export { ADVISORY_LOCK } from './advisory-locks.js';
export { BULK_STATEMENT_TIMEOUT_MS, setUpForBulk } from './bulk-settings.js';
export { CatalogueDataSource } from './catalogue-data-source.js';
export { ChangeFeed, type CatalogueChange, type ChangeListener } from './change-feed.js';
export type { Entities } from './data-source.js';
export { DatabaseNotices } from './database-notices.js';
export { databaseConfig, type DatabaseConfig } from './database.config.js';
export { DatabaseModule } from './database.module.js';
export { DataDirInUseError } from './embedded/data-dir-lock.js';
export {
  DATABASE_FOLDER,
  DatabaseExistsError,
  restoreInto,
  stagingFolder,
} from './embedded/restored-database.js';
export { migrationState, revertMigration, runMigrations, type MigrationState } from './migrations-runner.js';
export { script } from './script.js';
