import type { Invalidation } from '../ports/shared-tier.port.js';
import type { RedisConnections } from './redis-connections.js';

/** What instances tell each other. */
export type BusMessage =
  | { type: 'forget'; id: string; from: string; epoch: number; what: Invalidation }
  | { type: 'ack'; id: string; from: string }
  | { type: 'beat'; nonce: string }
  /** It serves nothing any more: nobody need wait for its acknowledgements. */
  | { type: 'left'; from: string };

/** Messages between instances: one channel for all, and one for each. A lost connection loses messages; the fleet finds out by its beats. */
export class MessageBus {
  private listening = false;

  constructor(
    private readonly connections: RedisConnections,
    private readonly prefix: string,
    private readonly me: string,
    private readonly receive: (message: BusMessage) => void,
  ) {
    connections.subscriber.on('message', (_channel: string, text: string) => {
      const message = parse(text);
      if (message) this.receive(message);
    });
  }

  get everyone(): string {
    return `${this.prefix}bus`;
  }

  channelOf(instance: string): string {
    return `${this.prefix}bus:${instance}`;
  }

  /** Resolves when messages arrive from now on. The client subscribes again by itself when it reconnects. */
  async listen(): Promise<void> {
    await this.connections.within(
      this.connections.subscriber.subscribe(this.everyone, this.channelOf(this.me)),
    );
    this.listening = true;
  }

  async send(channel: string, message: BusMessage): Promise<void> {
    if (!this.listening) return;
    await this.connections.within(this.connections.client.publish(channel, JSON.stringify(message)));
  }
}

/** Text on our channel that is not ours is ignored: anybody with access to Redis can publish there. */
function parse(text: string): BusMessage | null {
  try {
    const message = JSON.parse(text) as Partial<BusMessage> | null;
    return message && typeof message.type === 'string' ? (message as BusMessage) : null;
  } catch {
    return null;
  }
}
