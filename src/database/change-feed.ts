import { Injectable, Logger } from '@nestjs/common';

/** Materials whose representation changed; `all` when naming them would cost more than it saves. */
export interface CatalogueChange {
  materialIds: readonly string[] | 'all';
  /** `local`: a writer in this process, which waits. `remote`: told by the database, another process wrote. */
  origin: 'local' | 'remote';
}

export type ChangeListener = (change: CatalogueChange) => Promise<void>;

/**
 * Tells every room of this process what changed in the catalogue. A writer announces after its commit and before it
 * acknowledges; the returned promise settles when every listener is done, so that what is acknowledged is also visible.
 * Writes that bypass the service (psql, another process) come in through the database's notifications and the outbox.
 */
@Injectable()
export class ChangeFeed {
  private readonly logger = new Logger(ChangeFeed.name);
  private readonly listeners = new Map<string, ChangeListener>();

  /** @param name for the log; one listener a name. @returns a function that unsubscribes. */
  subscribe(name: string, listener: ChangeListener): () => void {
    this.listeners.set(name, listener);
    return () => {
      if (this.listeners.get(name) === listener) this.listeners.delete(name);
    };
  }

  /** Never rejects: the write is committed, so a listener's failure is logged, and the outbox repeats the news. */
  async announce(change: CatalogueChange): Promise<void> {
    if (change.materialIds.length === 0) return;
    await Promise.all(
      [...this.listeners].map(async ([name, listener]) => {
        try {
          await listener(change);
        } catch (error) {
          this.logger.error({ msg: 'A change listener failed', listener: name, err: error });
        }
      }),
    );
  }
}
