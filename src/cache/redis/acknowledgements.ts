import type { Clock } from '../../common/index.js';

/** What one writer has heard of the others so far. */
interface Waiting {
  from: Set<string>;
  /** Called when somebody more has answered. */
  changed: () => void;
}

/** Who of the fleet has answered to what this instance announced. */
export class Acknowledgements {
  private readonly waiting = new Map<string, Waiting>();

  constructor(private readonly clock: Clock) {}

  /** From now on answers to the message `id` are kept: they may come before the sender knows whom to wait for. */
  expect(id: string): void {
    this.waiting.set(id, { from: new Set(), changed: () => undefined });
  }

  forget(id: string): void {
    this.waiting.delete(id);
  }

  /** @param id the message that `member` acknowledges. */
  receive(id: string, member: string): void {
    note(this.waiting.get(id), member);
  }

  /** A member that has left serves nothing any more: it counts as having answered everything. */
  memberLeft(member: string): void {
    for (const waiting of this.waiting.values()) note(waiting, member);
  }

  /** Resolves when every member has answered, or its time is over. @param deadlines by member, in ms of the monotonic clock. */
  async all(id: string, deadlines: ReadonlyMap<string, number>): Promise<void> {
    const waiting = this.waiting.get(id);
    while (waiting) {
      const now = this.clock.monotonic();
      const left = [...deadlines].filter(([member, until]) => !waiting.from.has(member) && until > now);
      if (left.length === 0) return;
      const pauseMs = Math.max(...left.map(([, until]) => until)) - now;
      const stop = new AbortController();
      waiting.changed = () => stop.abort(new Error('acknowledged'));
      await this.clock.sleep(pauseMs, stop.signal).catch((error: unknown) => {
        if (!stop.signal.aborted) throw error; // Else woken by an acknowledgement.
      });
    }
  }
}

function note(waiting: Waiting | undefined, member: string): void {
  waiting?.from.add(member);
  waiting?.changed();
}
