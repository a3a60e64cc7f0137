import { DurableEpoch } from '../ports/durable-epoch.port.js';

/** For tests and tools without a database; several caches of one process may share it. */
export class InMemoryDurableEpoch extends DurableEpoch {
  private epoch = 0;

  read(): Promise<number> {
    return Promise.resolve(this.epoch);
  }

  bump(seen: number): Promise<number> {
    this.epoch = Math.max(this.epoch, seen) + 1;
    return Promise.resolve(this.epoch);
  }
}
