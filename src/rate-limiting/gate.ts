export interface GateSettings {
  /** Inside at once. */
  limit: number;
  /** Waiting at once. */
  queue: number;
  waitMs: number;
}

/** How a request leaves again; calling it twice is harmless. */
export type Leave = () => void;

interface Waiting {
  enter: (leave: Leave | null) => void;
  timer: NodeJS.Timeout;
}

/**
 * Lets so many in at once and so many wait, first come, first served. The wait is bounded by the queue (Little's law: with a queue
 * as long as the room is large, nobody waits longer than one round takes) and by time.
 */
export class Gate {
  private inside = 0;
  private readonly waiting = new Set<Waiting>();

  constructor(private readonly settings: GateSettings) {}

  get load(): { inside: number; waiting: number } {
    return { inside: this.inside, waiting: this.waiting.size };
  }

  /** @returns how to leave; null when there is no room, at once or after the wait. */
  enter(): Leave | null | Promise<Leave | null> {
    if (this.inside < this.settings.limit) {
      this.inside += 1;
      return this.leaving();
    }
    if (this.waiting.size >= this.settings.queue) return null;
    return new Promise((resolve) => {
      const one: Waiting = {
        enter: resolve,
        timer: setTimeout(() => {
          this.waiting.delete(one);
          resolve(null);
        }, this.settings.waitMs),
      };
      this.waiting.add(one);
    });
  }

  private leaving(): Leave {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const [next] = this.waiting;
      if (!next) {
        this.inside -= 1;
        return;
      }
      // The place is handed on, so that nobody who comes between takes it.
      this.waiting.delete(next);
      clearTimeout(next.timer);
      next.enter(this.leaving());
    };
  }
}
