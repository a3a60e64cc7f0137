export { withoutCredentials } from './banner.js';
export { importFile, type ImportOutcome } from './run-import.js';
export { serve } from './serve.js';
