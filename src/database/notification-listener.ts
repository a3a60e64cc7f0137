import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import type { ChangeFeed } from './change-feed.js';
import type { DatabaseConfig } from './database.config.js';
import type { DatabaseNotices } from './database-notices.js';

const CHANNEL = 'catalogue_changes';
const RETRY_MS = 1_000;

/**
 * Hears of writes by other processes: one connection that LISTENs on a PostgreSQL server. While it is down news are missed,
 * so every (re)connection announces `all`. The embedded database has no other process, and no LISTEN.
 */
export class NotificationListener {
  private readonly logger = new Logger(NotificationListener.name);
  private client: Client | null = null;
  private retry: NodeJS.Timeout | null = null;
  private stopped = false;
  private connectedBefore = false;

  constructor(
    private readonly config: DatabaseConfig,
    private readonly feed: ChangeFeed,
    private readonly notices: DatabaseNotices,
  ) {}

  /** True while news arrive. */
  get connected(): boolean {
    return this.client !== null;
  }

  async start(): Promise<void> {
    const client = new Client({
      connectionString: this.config.url ?? undefined,
      application_name: 'materials-catalogue listener',
      connectionTimeoutMillis: this.config.connectTimeoutMs,
      keepAlive: true,
    });
    const lost = (): void => {
      client.removeAllListeners('notification');
      if (this.client === client) this.client = null;
      this.scheduleRetry();
    };
    client.on('error', (error) => {
      this.logger.warn({ msg: 'Lost the notification connection', err: error });
    });
    client.on('end', lost);
    client.on('notification', ({ channel, payload }) => {
      this.notices.tell(channel);
      if (channel !== CHANNEL || payload === undefined) return;
      void this.feed.announce({
        materialIds: payload === '*' ? 'all' : payload.split(','),
        origin: 'remote',
      });
    });
    try {
      await client.connect();
      for (const channel of [CHANNEL, ...this.notices.channels]) await client.query(`LISTEN ${channel}`);
      this.client = client;
      for (const channel of this.notices.channels) this.notices.tell(channel);
      if (this.connectedBefore) await this.feed.announce({ materialIds: 'all', origin: 'remote' });
      this.connectedBefore = true;
    } catch (error) {
      this.logger.warn({ msg: 'Cannot listen for notifications; trying again', err: error });
      await client.end().catch(() => undefined); // Never connected: 'end' may not fire, so the retry is set below.
      this.scheduleRetry();
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.retry) clearTimeout(this.retry);
    const client = this.client;
    this.client = null;
    await client?.end();
  }

  private scheduleRetry(): void {
    if (this.stopped || this.retry) return;
    this.retry = setTimeout(() => {
      this.retry = null;
      void this.start();
    }, RETRY_MS);
    this.retry.unref();
  }
}
