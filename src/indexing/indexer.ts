import { Logger } from '@nestjs/common';
import type { Clock } from '../common/index.js';
import type { CatalogueChange, ChangeFeed } from '../database/index.js';
import type { LexicalIndex } from '../lexical-index/index.js';
import type { Announcer } from './announcer.js';
import type { IndexingConfig } from './indexing.config.js';
import type { Outbox } from './outbox.js';
import type { IndexerStatus } from './ports/indexing-admin.port.js';
import type { Stage } from './stage.js';
import { Throughput } from './throughput.js';
import { WorkLoop } from './work-loop.js';

/** A writer waits for the words of so many materials; more follow through the outbox. */
const AT_ONCE = 100;

/** Runs the stages side by side, wakes them when something changes, and knows how far behind they are. */
export class Indexer {
  private readonly logger = new Logger(Indexer.name);
  private readonly loops: WorkLoop[];
  private readonly throughput: Throughput;
  private users = 0;
  private unsubscribe: (() => void) | null = null;

  /** @param stages the last of which finishes a change. */
  constructor(
    stages: readonly Stage[],
    private readonly outbox: Outbox,
    private readonly lexical: LexicalIndex | null,
    private readonly announcer: Announcer,
    private readonly feed: ChangeFeed,
    config: IndexingConfig,
    clock: Clock,
  ) {
    this.throughput = new Throughput(() => clock.monotonic());
    const finishing = stages.some(({ name }) => name === 'vector') ? 'vector' : 'lexical';
    this.loops = stages.map(
      (stage) =>
        new WorkLoop(stage, config.pollMs, clock, (count) => {
          if (stage.name === finishing) this.throughput.add(count);
          this.wake();
        }),
    );
  }

  /** Words of a small change are indexed before its writer goes on, so that the next search finds it; the rest follows. */
  subscribe(): void {
    this.unsubscribe ??= this.feed.subscribe('indexing', (change) => this.onChange(change));
  }

  /** Starts working, until as many `stop`s as `start`s. */
  start(): void {
    this.users += 1;
    for (const loop of this.loops) loop.start();
  }

  /** Resolves when what was in hand is finished or handed back. */
  async stop(): Promise<void> {
    this.users -= 1;
    if (this.users > 0) return;
    await Promise.all(this.loops.map((loop) => loop.stop()));
    await this.announcer.flush();
  }

  /** As `stop`, whoever still uses it. */
  async shutDown(): Promise<void> {
    this.unsubscribe?.();
    this.users = Math.min(this.users, 1);
    if (this.users > 0) await this.stop();
  }

  wake(): void {
    for (const loop of this.loops) loop.wake();
  }

  get paused(): boolean {
    return this.loops.some(({ state }) => state === 'paused');
  }

  async status(): Promise<IndexerStatus> {
    const { backlog, lexicalBacklog, oldestSeconds, parked } = await this.outbox.state();
    const perSecond = this.throughput.perSecond;
    return {
      status: this.state(),
      backlog,
      lexicalBacklog,
      oldestSeconds,
      itemsPerSecond: Math.round(perSecond * 10) / 10,
      parked,
      etaSeconds: perSecond > 0 ? Math.ceil(backlog / perSecond) : backlog === 0 ? 0 : null,
    };
  }

  private state(): IndexerStatus['status'] {
    const states = this.loops.map(({ state }) => state);
    if (states.every((state) => state === 'stopped')) return 'stopped';
    if (states.includes('paused')) return 'paused';
    return states.includes('working') ? 'working' : 'idle';
  }

  private async onChange(change: CatalogueChange): Promise<void> {
    if (this.announcer.isOwn(change)) return;
    const { materialIds, origin } = change;
    try {
      if (this.lexical && origin === 'local' && materialIds !== 'all' && materialIds.length <= AT_ONCE) {
        await this.lexical.index(materialIds);
      }
    } catch (error) {
      this.logger.warn({ msg: 'Words are not indexed at once; the outbox brings them', err: error });
    }
    this.wake();
  }
}
