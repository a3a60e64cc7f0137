export { ArchiveError } from './archive-error.js';
export { backUp, restore, type BackupConsumer, type Restored } from './backup.js';
export type { Manifest } from './manifest.js';
export { readManifest } from './read-archive.js';
