import { Injectable } from '@nestjs/common';

/**
 * News of other processes that are not about the catalogue, by channel of the database. A listener is also called when news may have
 * been missed, so it must take them as "look again". The embedded database has no other process, and sends none.
 */
@Injectable()
export class DatabaseNotices {
  private readonly listeners = new Map<string, () => void>();

  /** @param channel a lower-case SQL identifier; subscribe before the program has started. */
  subscribe(channel: string, listener: () => void): void {
    this.listeners.set(channel, listener);
  }

  get channels(): string[] {
    return [...this.listeners.keys()];
  }

  tell(channel: string): void {
    this.listeners.get(channel)?.();
  }
}
