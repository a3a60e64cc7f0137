import { z } from 'zod';
import { IndexingAdmin } from '../indexing/index.js';
import { BatchSearchService, type BatchResult } from '../search/index.js';
import { operation } from './operation.js';

export interface SearchOutcome {
  result: BatchResult;
  /** Changes that word search does not know yet. */
  lexicalBacklog: number;
}

/** One question with the fields of `POST /api/v1/search`; a faulty one is answered by its problem. */
export const search = operation({
  name: 'search',
  input: z.record(z.string(), z.unknown()),
  run: async (question, { rooms }): Promise<SearchOutcome> => {
    const [result] = await rooms
      .get(BatchSearchService)
      .searchAll([question], { instance: 'cli', requestId: 'cli' });
    if (!result) throw new Error('A question has an answer or a problem.');
    const { lexicalBacklog } = await rooms.get(IndexingAdmin).status();
    return { result, lexicalBacklog };
  },
});
