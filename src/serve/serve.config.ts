import { z } from 'zod';
import { defineConfig } from '../config/index.js';

const schema = z.object({
  // auto: an empty embedded catalogue is filled with the sample at start, a PostgreSQL server never; true: either; false: none.
  SAMPLE_CATALOGUE: z.enum(['auto', 'true', 'false']).default('auto'),
});

/** What a start does beyond serving. */
export const serveConfig = defineConfig('serve', schema, (env) => ({
  sampleCatalogue: env.SAMPLE_CATALOGUE,
}));
