import type { MetricsRegistry } from '../metrics/index.js';
import type { IndexerStatus } from './ports/indexing-admin.port.js';

/** How far the indexes are behind the catalogue. The backlog is in the database, so every instance shows the same. */
export function registerIndexerMetrics(metrics: MetricsRegistry, status: () => Promise<IndexerStatus>): void {
  metrics.gaugesOfLook(
    'indexer',
    [
      {
        key: 'backlog',
        name: 'catalogue_indexer_backlog_changes',
        help: 'Changes that are not in every index yet.',
      },
      {
        key: 'lexicalBacklog',
        name: 'catalogue_indexer_lexical_backlog_changes',
        help: 'Changes that word search does not know yet.',
      },
      {
        key: 'oldestSeconds',
        name: 'catalogue_indexer_oldest_change_seconds',
        help: 'Age of the oldest change of the backlog.',
      },
      {
        key: 'parked',
        name: 'catalogue_indexer_parked_changes',
        help: 'Changes given up on after repeated failures.',
      },
      {
        key: 'itemsPerSecond',
        name: 'catalogue_indexer_changes_per_second',
        help: 'Changes this process indexed, over the last minute.',
      },
      {
        key: 'paused',
        name: 'catalogue_indexer_paused',
        help: '1 while the embedder or the vector index does not answer this process, else 0.',
      },
    ],
    async () => {
      const {
        backlog,
        lexicalBacklog,
        oldestSeconds,
        parked,
        itemsPerSecond,
        status: state,
      } = await status();
      return {
        backlog,
        lexicalBacklog,
        oldestSeconds,
        parked,
        itemsPerSecond,
        paused: state === 'paused' ? 1 : 0,
      };
    },
  );
}
