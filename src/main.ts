import 'reflect-metadata';
import { ConfigError } from './config/index.js';
import { serve } from './serve/index.js';

serve().catch((error: unknown) => {
  // A wrong setting is the operator's to mend: its text is enough. Anything else is ours: the stack helps.
  console.error('Materials Catalogue cannot start:', error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
