/**
 * Settings of our sessions, on a server and embedded.
 *
 * - A scan begins at the first page of the table, not where another one happens to be: else the same question, cut by a LIMIT, reads
 *   other rows each time, and the pages of one search do not fit together.
 * - No parallel workers: they bring the parts of a UNION ALL in any order, where a search wants the strictest matches first.
 * - A page costs what it does in memory or on a disk without arms: at the usual four times a page in a row, rows that a search has found
 *   are compared with all the offers there are, rather than looked up.
 * - Short questions over large tables look worth compiling, which takes longer than answering them.
 */
export const SESSION_SETTINGS = [
  'synchronize_seqscans=off',
  'max_parallel_workers_per_gather=0',
  'random_page_cost=1.1',
  'jit=off',
] as const;
