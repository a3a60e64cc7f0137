import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ApiKeyStore } from './api-key-store.js';

const WRITE_EVERY_MS = 60_000;

/** When keys were last used: noted in memory, written once a minute and at the stop. A crash loses a minute of notes. */
@Injectable()
export class KeyUses implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(KeyUses.name);
  private noted = new Map<string, number>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly store: ApiKeyStore) {}

  /** @param atMs milliseconds since the Unix epoch. */
  note(keyId: string, atMs: number): void {
    this.noted.set(keyId, atMs);
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.write(), WRITE_EVERY_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.write();
  }

  async write(): Promise<void> {
    if (this.noted.size === 0) return;
    const uses = this.noted;
    this.noted = new Map();
    try {
      await this.store.noteUse(uses);
    } catch (error) {
      this.logger.warn({ msg: 'Could not note when API keys were used', err: error });
    }
  }
}
