import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { CacheAside } from '../cache/index.js';
import { ChangeFeed } from '../database/index.js';
import { Embedder, EmbeddingsModule } from '../embeddings/index.js';
import { LexicalIndexModule } from '../lexical-index/index.js';
import { MaterialsModule } from '../materials/index.js';
import { VectorIndexModule } from '../vector-index/index.js';
import { BatchSearchService } from './batch-search.service.js';
import { CompletionsService } from './completions.service.js';
import { LexicalRetriever } from './lexical-retriever.js';
import { PageReader } from './page-reader.js';
import { PopularQueries } from './popular-queries.js';
import { QueryVectors } from './query-vectors.js';
import { ResultSet } from './result-set.js';
import { SEARCH_NAMESPACE } from './search-cache.js';
import { searchConfig } from './search.config.js';
import { SearchController } from './search.controller.js';
import { SearchMetrics } from './search-metrics.js';
import { SearchService } from './search.service.js';
import { SemanticCoverage } from './semantic-coverage.js';
import { SemanticRetriever } from './semantic-retriever.js';
import { SemanticYardstick } from './semantic-yardstick.js';
import { SimilarController } from './similar.controller.js';
import { SimilarService } from './similar.service.js';

/** Search by words and by meaning, completions, and what is similar. */
@Module({
  imports: [
    ConfigModule.forFeature(searchConfig),
    EmbeddingsModule,
    LexicalIndexModule,
    MaterialsModule,
    VectorIndexModule,
  ],
  controllers: [SearchController, SimilarController],
  providers: [
    SearchMetrics,
    SearchService,
    BatchSearchService,
    CompletionsService,
    PopularQueries,
    SimilarService,
    LexicalRetriever,
    SemanticRetriever,
    SemanticYardstick,
    SemanticCoverage,
    QueryVectors,
    ResultSet,
    PageReader,
  ],
  exports: [SearchService, BatchSearchService],
})
export class SearchModule implements OnApplicationBootstrap, OnModuleDestroy {
  private unsubscribe: (() => void) | null = null;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly cache: CacheAside,
    private readonly yardstick: SemanticYardstick,
    private readonly embedder: Embedder,
    private readonly coverage: SemanticCoverage,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // Which answers a change touches is not knowable (it may enter any result), so all are forgotten: O(1) by generation.
    this.unsubscribe = this.feed.subscribe('search', ({ origin }) =>
      this.cache.invalidateAll(SEARCH_NAMESPACE, origin === 'remote' ? 'heard' : 'own'),
    );
    if ((await this.embedder.health()).status === 'disabled') return;
    // Measured beside the start; a model or an index that is not up yet is measured by the first query.
    this.yardstick.warm().catch(() => undefined);
    this.coverage.share().catch(() => undefined); // Nor is this one lost: the search that needs it counts, and says what fails.
  }

  onModuleDestroy(): void {
    this.unsubscribe?.();
  }
}
