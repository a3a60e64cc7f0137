import { Logger } from '@nestjs/common';
import type { Clock } from '../common/index.js';
import type { LexicalIndex } from '../lexical-index/index.js';
import type { Announcer } from './announcer.js';
import type { IndexingConfig } from './indexing.config.js';
import { isOutage } from './outage.js';
import type { Stage } from './stage.js';

/** How long nothing outdated is believed: an older program may still be writing beside this one while it is being replaced. */
const SETTLED_MS = 3_600_000;

/**
 * Writes the word documents anew that an earlier version of the text analysis made, while searches go on with them. Several instances
 * may do so at once: each document is written whole, and what is current already is not written again.
 */
export class ReanalysisStage implements Stage {
  readonly name = 'reanalysis';
  private readonly logger = new Logger(ReanalysisStage.name);
  /** The last material of this pass; null before the first. */
  private after: string | null = null;
  private done = 0;
  private settledUntil = -Infinity;

  constructor(
    private readonly lexical: LexicalIndex,
    private readonly announcer: Announcer,
    private readonly config: Pick<IndexingConfig, 'lexicalBatchSize'>,
    private readonly clock: Clock,
  ) {}

  async step(): Promise<number> {
    if (this.clock.monotonic() < this.settledUntil) return 0;
    const ids = await this.lexical.outdated(this.after, this.config.lexicalBatchSize);
    const last = ids.at(-1);
    if (last === undefined) {
      this.settle();
      return 0;
    }
    if (this.done === 0)
      this.logger.log({ msg: 'Words are read otherwise than before: documents are written anew' });
    try {
      await this.lexical.index(ids);
    } catch (error) {
      if (isOutage(error)) throw error;
      // One bad material fails the batch: alone, each is judged for itself, and the old document of the bad one stays.
      for (const id of ids) await this.indexOne(id);
    }
    this.announcer.indexed(ids);
    this.after = last;
    this.done += ids.length;
    return ids.length;
  }

  private async indexOne(id: string): Promise<void> {
    try {
      await this.lexical.index([id]);
    } catch (error) {
      if (isOutage(error)) throw error;
      this.logger.warn({ msg: 'A document cannot be written anew', materialId: id, err: error });
    }
  }

  private settle(): void {
    if (this.done > 0) this.logger.log({ msg: 'Documents are written anew', documents: this.done });
    this.after = null;
    this.done = 0;
    this.settledUntil = this.clock.monotonic() + SETTLED_MS;
  }
}
