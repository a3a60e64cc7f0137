import { newId } from '../../common/index.js';
import type { BusMessage, MessageBus } from './message-bus.js';
import type { RedisConnections } from './redis-connections.js';
import { HEARTBEAT } from './scripts.js';

/** What Redis knew of the fleet when the heartbeat arrived. */
export interface Pulse {
  /** This instance was among the members already. */
  wasMember: boolean;
  /** How many other members live. */
  others: number;
  epoch: number;
  /** Run id of the server that was written down last; empty when Redis knows of none. */
  known: string;
  /** For how long that run id has been known, in ms. */
  sinceMs: number;
}

export interface Beat {
  epoch: number;
  leaseMs: number;
  /** Written down as the server that was seen last; empty: nothing is. */
  runId: string;
  /** The epoch was never raised: no instance can hold what is out of date. */
  fresh: boolean;
}

/** Prolongs the membership of one instance, and proves each time that messages reach it. */
export class Heartbeat {
  private readonly heard = new Map<string, () => void>();

  constructor(
    private readonly connections: RedisConnections,
    private readonly bus: MessageBus,
    private readonly me: string,
    /** The names under which Redis keeps the members, the epoch, and what it knows of itself. */
    private readonly keys: readonly [members: string, epoch: string, state: string],
  ) {}

  /** @throws when Redis does not answer, or the message that was sent through it does not come back in time. */
  async send({ epoch, leaseMs, runId, fresh }: Beat): Promise<Pulse> {
    const nonce = newId();
    const arrived = new Promise<void>((resolve) => this.heard.set(nonce, resolve));
    try {
      const message: BusMessage = { type: 'beat', nonce };
      const reply = (await this.connections.within(
        HEARTBEAT.run(
          this.connections.client,
          [...this.keys],
          [
            this.me,
            leaseMs,
            epoch,
            this.bus.channelOf(this.me),
            JSON.stringify(message),
            runId,
            fresh ? 'fresh' : '',
          ],
        ),
      )) as (number | Buffer)[];
      await this.connections.within(arrived);
      return {
        wasMember: Number(reply[0]) === 1,
        others: Number(reply[1]),
        epoch: Number(reply[2]),
        known: String(reply[3]),
        sinceMs: Number(reply[4]),
      };
    } finally {
      this.heard.delete(nonce);
    }
  }

  receive(nonce: string): void {
    this.heard.get(nonce)?.();
  }
}
