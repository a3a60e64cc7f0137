import type { DataSource } from 'typeorm';
import type { Clock } from '../common/index.js';
import type { ChangeFeed } from '../database/index.js';
import type { Embedder } from '../embeddings/index.js';
import type { LexicalIndex } from '../lexical-index/index.js';
import { LiveVectorIndex, type VectorIndex } from '../vector-index/index.js';
import { Announcer } from './announcer.js';
import { Indexer } from './indexer.js';
import { IndexingAdminService, type SemanticParts } from './indexing-admin.service.js';
import type { IndexingConfig } from './indexing.config.js';
import { LexicalStage } from './lexical-stage.js';
import { Outbox } from './outbox.js';
import type { IndexingAdmin } from './ports/indexing-admin.port.js';
import { ReanalysisStage } from './reanalysis-stage.js';
import { RebuildRegistry } from './rebuild-registry.js';
import { RebuildStage } from './rebuild-stage.js';
import type { Stage } from './stage.js';
import { TextVectors } from './text-vectors.js';
import { TruthReader } from './truth-reader.js';
import { VectorStage } from './vector-stage.js';
import { Verifier } from './verifier.js';

export interface IndexingDependencies {
  config: IndexingConfig;
  dataSource: DataSource;
  feed: ChangeFeed;
  embedder: Embedder;
  vectorIndex: VectorIndex;
  /** Null: there is no word index to keep. */
  lexical: LexicalIndex | null;
  clock: Clock;
}

export interface Indexing {
  indexer: Indexer;
  admin: IndexingAdmin;
}

/** Puts the parts of the indexer together. */
export function createIndexing(dependencies: IndexingDependencies): Indexing {
  const { config, dataSource, feed, embedder, vectorIndex, lexical, clock } = dependencies;
  const outbox = new Outbox(dataSource);
  const truth = new TruthReader(dataSource, embedder);
  const verifier = new Verifier(dataSource, truth, outbox);
  const announcer = new Announcer(feed, clock);
  const semantic =
    vectorIndex instanceof LiveVectorIndex
      ? createSemantic(vectorIndex, dependencies, {
          outbox,
          truth,
          verifier,
          announcer,
          wake: () => indexer.wake(),
        })
      : null;
  const stages: Stage[] = [
    new LexicalStage(outbox, lexical, announcer, config, semantic === null),
    ...(lexical ? [new ReanalysisStage(lexical, announcer, config, clock)] : []),
    ...(semantic ? [semantic.vectors, semantic.rebuild] : []),
  ];
  const indexer = new Indexer(stages, outbox, lexical, announcer, feed, config, clock);
  const admin = new IndexingAdminService(indexer, outbox, truth, verifier, lexical, semantic, clock);
  return { indexer, admin };
}

function createSemantic(
  index: LiveVectorIndex,
  { config, dataSource, embedder, clock }: IndexingDependencies,
  shared: { outbox: Outbox; truth: TruthReader; verifier: Verifier; announcer: Announcer; wake: () => void },
): SemanticParts {
  const { outbox, truth, verifier, announcer, wake } = shared;
  const registry = new RebuildRegistry(dataSource, index);
  const texts = new TextVectors(dataSource, embedder);
  return {
    index,
    registry,
    vectors: new VectorStage(outbox, truth, texts, index, registry, announcer, config),
    rebuild: new RebuildStage(registry, outbox, truth, texts, index, verifier, clock, wake),
  };
}
