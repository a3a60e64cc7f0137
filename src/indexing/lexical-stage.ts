import { Logger } from '@nestjs/common';
import type { LexicalIndex } from '../lexical-index/index.js';
import type { Announcer } from './announcer.js';
import type { IndexingConfig } from './indexing.config.js';
import { isOutage, messageOf } from './outage.js';
import type { ClaimedChange, Outbox } from './outbox.js';
import type { Stage } from './stage.js';

/** Words of changed materials into the word index; fast, so that word search is never behind the embedder. */
export class LexicalStage implements Stage {
  readonly name = 'lexical';
  private readonly logger = new Logger(LexicalStage.name);

  /** @param last true when there is no vector stage after it. */
  constructor(
    private readonly outbox: Outbox,
    private readonly lexical: LexicalIndex | null,
    private readonly announcer: Announcer,
    private readonly config: IndexingConfig,
    private readonly last: boolean,
  ) {}

  async step(): Promise<number> {
    const changes = await this.outbox.claimLexical(this.config.lexicalBatchSize, this.config.leaseMs);
    if (changes.length === 0) return 0;
    try {
      await this.index(changes);
    } catch (error) {
      if (isOutage(error)) {
        await this.outbox.releaseLexical(changes.map(({ id }) => id)).catch(() => undefined);
        throw error;
      }
      // One bad material fails the batch: alone, each is judged for itself.
      for (const change of changes) await this.indexOne(change);
    }
    return changes.length;
  }

  private async indexOne(change: ClaimedChange): Promise<void> {
    try {
      await this.index([change]);
    } catch (error) {
      if (isOutage(error)) throw error;
      this.logger.warn({ msg: 'A material cannot be indexed', materialId: change.materialId, err: error });
      await this.outbox.fail([change], messageOf(error), this.config.maxAttempts);
    }
  }

  private async index(changes: readonly ClaimedChange[]): Promise<void> {
    const ids = [...new Set(changes.map(({ materialId }) => materialId))];
    await this.lexical?.index(ids);
    await this.outbox.finishLexical(
      changes.map(({ id }) => id),
      this.last,
    );
    this.announcer.indexed(ids);
  }
}
