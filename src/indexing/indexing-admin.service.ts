import { AppError, isId, type Clock } from '../common/index.js';
import type { LexicalIndex } from '../lexical-index/index.js';
import type { LiveVectorIndex } from '../vector-index/index.js';
import type { Indexer } from './indexer.js';
import type { Outbox } from './outbox.js';
import {
  IndexingAdmin,
  type IndexDifference,
  type IndexerStatus,
  type IndexFailure,
  type ReindexOptions,
  type ReindexReport,
  type VerifyOptions,
  type VerifyReport,
} from './ports/indexing-admin.port.js';
import type { RebuildRegistry } from './rebuild-registry.js';
import type { RebuildStage } from './rebuild-stage.js';
import { Throughput } from './throughput.js';
import type { TruthReader } from './truth-reader.js';
import type { VectorStage } from './vector-stage.js';
import type { Verifier } from './verifier.js';

const LOOK_MS = 250;
/** A command gives up when nothing has moved for so long because something does not answer. */
const STUCK_MS = 60_000;
const NAMED = 1_000;

/** What exists only when search by meaning is switched on. */
export interface SemanticParts {
  index: LiveVectorIndex;
  registry: RebuildRegistry;
  rebuild: RebuildStage;
  vectors: VectorStage;
}

export class IndexingAdminService extends IndexingAdmin {
  constructor(
    private readonly indexer: Indexer,
    private readonly outbox: Outbox,
    private readonly truth: TruthReader,
    private readonly verifier: Verifier,
    private readonly lexical: LexicalIndex | null,
    private readonly semantic: SemanticParts | null,
    private readonly clock: Clock,
  ) {
    super();
  }

  status(): Promise<IndexerStatus> {
    return this.indexer.status();
  }

  async reindex({ onProgress, signal }: ReindexOptions = {}): Promise<ReindexReport> {
    const startedAt = this.clock.monotonic();
    const rate = new Throughput(() => this.clock.monotonic());
    let last = 0;
    const report = (phase: 'lexical' | 'index' | 'done', done: number, total: number): void => {
      rate.add(Math.max(0, done - last));
      last = done;
      const itemsPerSecond = Math.round(rate.perSecond * 10) / 10;
      const etaSeconds = itemsPerSecond > 0 ? Math.ceil((total - done) / itemsPerSecond) : null;
      onProgress?.({ phase, done, total, itemsPerSecond, etaSeconds });
    };
    await this.lexical?.indexAll({
      everything: true,
      ...(signal ? { signal } : {}),
      onProgress: (done, total) => report('lexical', done, total),
    });
    last = 0;
    const total = await this.truth.count();
    const built = this.semantic
      ? await this.rebuildVectors(this.semantic, total, (done) => report('index', done, total), signal)
      : { collection: '', resumed: false, embedded: 0 };
    report('done', total, total);
    return {
      ...built,
      indexed: total,
      parked: (await this.outbox.state()).parked,
      seconds: (this.clock.monotonic() - startedAt) / 1_000,
    };
  }

  async verify(options: VerifyOptions = {}): Promise<VerifyReport> {
    const { repair = false, onDifference, onProgress, signal } = options;
    const materials = await this.truth.count();
    const named: IndexDifference[] = [];
    const wrong = { lexical: [] as string[], vector: [] as string[] };
    const note = (difference: IndexDifference): void => {
      wrong[difference.index].push(difference.materialId);
      if (named.length < NAMED) named.push(difference);
      onDifference?.(difference);
    };
    let points = 0;
    if (this.semantic) {
      const { index } = this.semantic;
      const collection = await index.collection({ fresh: true });
      const differences = this.verifier.vectors(index, collection, (count) => onProgress?.(count, materials));
      for await (const difference of differences) {
        signal?.throwIfAborted();
        note(difference);
      }
      points = await index.count();
    }
    if (this.lexical) for await (const difference of this.verifier.words(this.lexical)) note(difference);
    const { backlog } = await this.outbox.state();
    const differences = wrong.lexical.length + wrong.vector.length;
    if (repair && differences > 0) {
      await this.lexical?.index(wrong.lexical);
      await this.outbox.enqueue(wrong.vector, 0);
      await this.drain(signal);
    }
    return { materials, points, differences, named, repaired: repair ? differences : 0, backlog };
  }

  failures(limit = 100): Promise<IndexFailure[]> {
    return this.outbox.failures(limit);
  }

  async retry(materialIds?: readonly string[]): Promise<number> {
    const count = await this.outbox.retry(materialIds?.filter(isId));
    this.indexer.wake();
    return count;
  }

  async drain(signal?: AbortSignal): Promise<number> {
    const before = (await this.outbox.state()).backlog;
    await this.working(signal, async () => {
      if ((await this.outbox.state()).backlog > 0) return false;
      if (!this.semantic) return true;
      return (await this.semantic.registry.current()) === null && (await this.semantic.rebuild.isSettled());
    });
    return before;
  }

  private async rebuildVectors(
    { index, registry, rebuild, vectors }: SemanticParts,
    total: number,
    onDone: (done: number) => void,
    signal: AbortSignal | undefined,
  ): Promise<{ collection: string; resumed: boolean; embedded: number }> {
    const embeddedBefore = vectors.embedded;
    const { rebuild: begun, resumed } = await rebuild.begin();
    await this.working(signal, async () => {
      const current = await registry.current();
      if (current?.collection !== begun.collection) return true;
      onDone(Math.min(total, Math.max(0, current.enqueued - (await this.outbox.rebuildBacklog()))));
      return false;
    });
    return {
      collection: await index.collection({ fresh: true }),
      resumed,
      embedded: vectors.embedded - embeddedBefore,
    };
  }

  /** Has this process work until `done`; a server's indexers may work along. */
  private async working(signal: AbortSignal | undefined, done: () => Promise<boolean>): Promise<void> {
    this.indexer.start();
    try {
      let movedAt = this.clock.monotonic();
      while (!(await done())) {
        signal?.throwIfAborted();
        if (!this.indexer.paused) movedAt = this.clock.monotonic();
        if (this.clock.monotonic() - movedAt > STUCK_MS) {
          throw new AppError(
            'service_unavailable',
            'Indexing stands still: the embedder, the vector index or the database does not answer.',
          );
        }
        this.indexer.wake();
        await this.clock.sleep(LOOK_MS, signal);
      }
    } finally {
      await this.indexer.stop();
    }
  }
}
