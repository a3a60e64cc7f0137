import { Logger } from '@nestjs/common';
import type { Clock } from '../common/index.js';
import { CollectionMissingError, type LiveVectorIndex } from '../vector-index/index.js';
import type { Outbox } from './outbox.js';
import type { Rebuild, RebuildRegistry } from './rebuild-registry.js';
import type { Stage } from './stage.js';
import type { TextVectors } from './text-vectors.js';
import type { TruthReader } from './truth-reader.js';
import { differingFields, type Verifier } from './verifier.js';

/** Materials queued at a time; the next ones follow when these are nearly done, so that the outbox stays short. */
const PAGE = 2_000;
/** Points compared before a switch. */
const SAMPLE = 200;
/** How often the live collection is looked after while nothing is being rebuilt. */
const CHECK_MS = 10_000;
/** Texts no material has had for so long are forgotten after a rebuild. */
const FORGET_DAYS = 7;

/**
 * Carries rebuilds: queues the materials page by page, and when all are through, checks, switches, and drops what is old. It also
 * begins one by itself when there is no live collection (first start, or a wiped Qdrant). Any instance may do any step.
 */
export class RebuildStage implements Stage {
  readonly name = 'rebuild';
  private readonly logger = new Logger(RebuildStage.name);
  private checkAt = 0;
  private comparedCounts = false;
  private saidForeign = false;

  constructor(
    private readonly registry: RebuildRegistry,
    private readonly outbox: Outbox,
    private readonly truth: TruthReader,
    private readonly texts: TextVectors,
    private readonly index: LiveVectorIndex,
    private readonly verifier: Verifier,
    private readonly clock: Clock,
    /** There are new rows in the outbox. */
    private readonly onQueued: () => void,
  ) {}

  async step(signal: AbortSignal): Promise<number> {
    const rebuild = await this.registry.current();
    if (!rebuild) return this.lookAfterLive(signal);
    await this.index.createCollection(rebuild.collection); // A kill between note and collection left the note alone.
    if ((await this.index.store.live()) === null) await this.index.store.makeLive(rebuild.collection);
    const backlog = await this.outbox.rebuildBacklog();
    if (!rebuild.allEnqueued) {
      if (backlog > PAGE / 2) return 0;
      const queued = await this.registry.enqueueNext(rebuild.collection, PAGE);
      this.onQueued();
      return queued;
    }
    if (backlog > 0) return 0;
    return this.finish(rebuild, signal);
  }

  /** Begins a rebuild, or finds the one under way. */
  async begin(): Promise<{ rebuild: Rebuild; resumed: boolean }> {
    const under = await this.registry.current();
    if (under) return { rebuild: under, resumed: true };
    await this.registry.begin(this.index.newCollectionName());
    const rebuild = await this.registry.current();
    if (!rebuild) return this.begin(); // It ended between the two looks.
    await this.index.createCollection(rebuild.collection);
    return { rebuild, resumed: false };
  }

  /** True when there is a live collection; `reindex` is needed where it is another model's. */
  async isSettled(): Promise<boolean> {
    return (await this.liveState()) !== 'absent';
  }

  private async lookAfterLive(signal: AbortSignal): Promise<number> {
    const now = this.clock.monotonic();
    if (now < this.checkAt) return 0;
    const state = await this.liveState();
    this.checkAt = now + CHECK_MS;
    if (state === 'foreign') {
      if (!this.saidForeign) {
        this.logger.warn(
          'The live vectors were made by another model or text recipe: search by meaning waits for "npm run cli -- reindex".',
        );
      }
      this.saidForeign = true;
      return 0;
    }
    this.saidForeign = false;
    if (state === 'absent') {
      const { rebuild } = await this.begin();
      await this.index.store.makeLive(rebuild.collection); // Empty, but growing: better than nothing.
      this.logger.log(`Filling a new vector collection: ${rebuild.collection}`);
      return 1;
    }
    if (!this.comparedCounts) await this.compareCounts(state.points);
    await this.index.store.optimise(await this.index.collection(), signal);
    return 0;
  }

  private async liveState(): Promise<'absent' | 'foreign' | { points: number }> {
    const live = await this.index.store.live();
    if (live === null) return 'absent';
    if (!this.index.isOurs(live)) return 'foreign';
    try {
      return { points: await this.index.store.count(live) };
    } catch (error) {
      if (error instanceof CollectionMissingError) return 'absent';
      throw error;
    }
  }

  /** Once a start: an index restored from an old backup, or written past us, is found out and mended. */
  private async compareCounts(points: number): Promise<void> {
    const { backlog, parked } = await this.outbox.state();
    if (backlog > 0) return;
    this.comparedCounts = true;
    const materials = await this.truth.count();
    if (Math.abs(materials - points) <= parked) return;
    this.logger.warn(
      `The vector index holds ${points} points for ${materials} materials; mending the difference.`,
    );
    await this.mend(await this.index.collection());
  }

  private async mend(collection: string): Promise<number> {
    const ids: string[] = [];
    for await (const { materialId } of this.verifier.vectors(this.index, collection)) ids.push(materialId);
    await this.outbox.enqueue(ids, 1);
    this.onQueued();
    return ids.length;
  }

  private async finish(rebuild: Rebuild, signal: AbortSignal): Promise<number> {
    const { collection } = rebuild;
    if (!(await this.index.store.optimise(collection, signal))) return 0;
    if (!(await this.looksWhole(collection))) {
      const mended = await this.mend(collection);
      this.logger.warn(`The new collection differed in ${mended} materials; they are done again.`);
      if (mended > 0) return 1;
    }
    await this.index.store.makeLive(collection);
    await this.registry.end(collection);
    await this.dropOthers(collection);
    const forgetBefore = rebuild.startedAt.getTime() - FORGET_DAYS * 86_400_000;
    await this.texts.forgetUnusedSince(new Date(forgetBefore));
    this.logger.log(`The vector collection ${collection} is live.`);
    return 1;
  }

  /** Counts agree but for what is on its way or parked, and so does a sample from a random place. */
  private async looksWhole(collection: string): Promise<boolean> {
    const points = await this.index.store.count(collection);
    const materials = await this.truth.count();
    const { backlog, parked } = await this.outbox.state();
    if (Math.abs(materials - points) > backlog + parked) return false;
    const start = await this.truth.randomId();
    const truth = await this.truth.page(start, SAMPLE);
    const stored = new Map(
      (await this.index.store.scan(collection, start, SAMPLE)).map(({ id, payload }) => [id, payload]),
    );
    const differing = truth.filter(({ id, payload }) => {
      const point = stored.get(id);
      return !point || differingFields(payload, point).length > 0;
    });
    const onTheWay = await this.outbox.pending(differing.map(({ id }) => id));
    const parkedIds = new Set((await this.outbox.failures(10_000)).map(({ materialId }) => materialId));
    return differing.every(({ id }) => onTheWay.has(id) || parkedIds.has(id));
  }

  /** Old collections, and what killed rebuilds left. Another identity's rebuild under way stays. */
  private async dropOthers(live: string): Promise<void> {
    const kept = new Set([live, ...(await this.registry.allCollections())]);
    for (const collection of await this.index.store.collections()) {
      if (!kept.has(collection)) await this.index.store.drop(collection);
    }
  }
}
