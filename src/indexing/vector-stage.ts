import { Logger } from '@nestjs/common';
import { AppError } from '../common/index.js';
import type { LiveVectorIndex, VectorPoint } from '../vector-index/index.js';
import type { Announcer } from './announcer.js';
import type { IndexingConfig } from './indexing.config.js';
import { isOutage, messageOf } from './outage.js';
import type { Claim, ClaimedChange, Outbox } from './outbox.js';
import type { RebuildRegistry } from './rebuild-registry.js';
import type { Stage } from './stage.js';
import type { TextVectors } from './text-vectors.js';
import type { TruthReader } from './truth-reader.js';

/** A text another instance is embedding is looked for again after this. */
const ELSEWHERE_PAUSE_MS = 500;

/** Vectors of changed materials into the live collection and every one being built beside it. */
export class VectorStage implements Stage {
  readonly name = 'vector';
  /** Texts this process had to embed. */
  embedded = 0;
  private readonly logger = new Logger(VectorStage.name);

  constructor(
    private readonly outbox: Outbox,
    private readonly truth: TruthReader,
    private readonly texts: TextVectors,
    private readonly index: LiveVectorIndex,
    private readonly rebuilds: RebuildRegistry,
    private readonly announcer: Announcer,
    private readonly config: IndexingConfig,
  ) {}

  async step(signal: AbortSignal): Promise<number> {
    const targets = await this.targets();
    if (targets.length === 0) return 0; // The rebuild stage is about to make one.
    const claim = await this.outbox.claimVectors(this.config.batchSize, this.config.leaseMs);
    if (claim.changes.length === 0) return 0;
    const stopRenewing = this.keepRenewing(claim);
    try {
      await this.work(claim, targets, signal);
    } catch (error) {
      await this.outbox.release(claim.token, claim.changes).catch(() => undefined); // Else the lease runs out.
      throw error;
    } finally {
      stopRenewing();
    }
    return claim.changes.length;
  }

  /**
   * Collections to write to. Rebuilds are read before the live name: a switch makes a rebuild live before it ends it, so between the
   * two looks nothing slips through.
   */
  private async targets(): Promise<string[]> {
    const building = await this.rebuilds.collections();
    const live = await this.index.store.live();
    if (live === null) return building;
    if (this.index.isOurs(live)) return [...new Set([...building, live])];
    if (building.length > 0) return building;
    throw new AppError(
      'vector_index_unavailable',
      'The live vectors were made by another model or text recipe.',
    );
  }

  private async work(claim: Claim, targets: readonly string[], signal: AbortSignal): Promise<void> {
    try {
      await this.apply(claim, claim.changes, targets, signal);
    } catch (error) {
      if (isOutage(error) || signal.aborted) throw error;
      // One bad material fails the batch: alone, each is judged for itself.
      for (const changes of byMaterial(claim.changes)) {
        await this.applyOne(claim, changes, targets, signal, error);
      }
    }
  }

  private async applyOne(
    claim: Claim,
    changes: readonly ClaimedChange[],
    targets: readonly string[],
    signal: AbortSignal,
    batchError: unknown,
  ): Promise<void> {
    try {
      if (claim.changes.length === changes.length) throw batchError; // It was alone already.
      await this.apply(claim, changes, targets, signal);
    } catch (error) {
      if (isOutage(error) || signal.aborted) throw error;
      const materialId = changes[0]?.materialId;
      this.logger.warn({ msg: 'A material cannot be indexed', materialId, err: error });
      await this.outbox.fail(changes, messageOf(error), this.config.maxAttempts);
    }
  }

  private async apply(
    claim: Claim,
    changes: readonly ClaimedChange[],
    targets: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    const ids = [...new Set(changes.map(({ materialId }) => materialId))];
    const materials = await this.truth.read(ids);
    const { vectors, elsewhere, embedded } = await this.texts.get(
      materials.map(({ text, payload }) => ({ contentHash: payload.contentHash, text })),
      this.config.leaseMs,
      signal,
    );
    this.embedded += embedded;
    const points: VectorPoint[] = materials.flatMap(({ id, payload }) => {
      const vector = vectors.get(payload.contentHash);
      return vector ? [{ id, vector, payload }] : [];
    });
    const existing = new Set(materials.map(({ id }) => id));
    const gone = ids.filter((id) => !existing.has(id));
    for (const target of targets) {
      if (gone.length > 0) await this.index.store.remove(target, gone);
      if (points.length > 0) await this.index.store.upsert(target, points);
    }
    const waiting = new Set(
      materials.filter(({ payload }) => elsewhere.has(payload.contentHash)).map(({ id }) => id),
    );
    const done = changes.filter(({ materialId }) => !waiting.has(materialId));
    await this.outbox.finish(claim.token, done);
    if (done.length < changes.length) {
      const later = changes.filter(({ materialId }) => waiting.has(materialId));
      await this.outbox.release(claim.token, later, ELSEWHERE_PAUSE_MS);
    }
    this.announcer.indexed(done.map(({ materialId }) => materialId));
  }

  private keepRenewing(claim: Claim): () => void {
    const timer = setInterval(() => {
      this.outbox.renew(claim.token, this.config.leaseMs).catch(() => undefined); // finish() finds out what was lost.
    }, this.config.leaseMs / 3);
    timer.unref();
    return () => clearInterval(timer);
  }
}

function byMaterial(changes: readonly ClaimedChange[]): ClaimedChange[][] {
  const groups = new Map<string, ClaimedChange[]>();
  for (const change of changes) {
    const group = groups.get(change.materialId);
    if (group) group.push(change);
    else groups.set(change.materialId, [change]);
  }
  return [...groups.values()];
}
