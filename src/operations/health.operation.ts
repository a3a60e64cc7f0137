import { z } from 'zod';
import { Embedder } from '../embeddings/index.js';
import { HealthService } from '../health/index.js';
import { operation } from './operation.js';

/** What every room says of itself, asked anew. */
export const health = operation({
  name: 'health',
  input: z.strictObject({}),
  run: async (_, { rooms, signal }) => {
    // The model is loaded on first use: only a use shows whether it works. What it says of itself is in the report.
    await rooms
      .get(Embedder)
      .embedQueries(['цемент'], { signal })
      .catch(() => undefined);
    return rooms.get(HealthService).report();
  },
});
