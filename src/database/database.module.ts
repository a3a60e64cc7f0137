import {
  Global,
  Inject,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../common/index.js';
import { ConfigError } from '../config/index.js';
import { CatalogueDataSource, DatabaseUnreachableError } from './catalogue-data-source.js';
import { ChangeFeed } from './change-feed.js';
import { databaseConfig, type DatabaseConfig } from './database.config.js';
import { DatabaseNotices } from './database-notices.js';
import type { Entities } from './data-source.js';
import { migrationState, runMigrations } from './migrations-runner.js';
import { NotificationListener } from './notification-listener.js';
import { PostgresHealth } from './postgres-health.js';

async function openMigrated(config: DatabaseConfig, entities?: Entities): Promise<CatalogueDataSource> {
  const logger = new Logger('Database');
  const dataSource = await CatalogueDataSource.open(config, entities);
  try {
    if (dataSource.isEmbedded || config.migrationsRun) {
      const ran = await (dataSource.isEmbedded ? runMigrations(dataSource) : migrateServer(config));
      if (ran.length > 0) logger.log(`Ran ${ran.length} migration(s): ${ran.join(', ')}`);
    }
    const { pending } = await migrationState(dataSource);
    if (pending.length > 0) {
      throw new ConfigError(
        `The database lacks ${pending.length} migration(s): ${pending.join(', ')}. ` +
          'Run "npm run migration:run", or start with MIGRATIONS_RUN=true.',
      );
    }
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

async function migrateServer(config: DatabaseConfig): Promise<string[]> {
  const dataSource = await CatalogueDataSource.openForMigrations(config);
  try {
    return await runMigrations(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

@Global()
@Module({
  imports: [
    ConfigModule.forFeature(databaseConfig),
    TypeOrmModule.forRootAsync({
      imports: [ConfigModule.forFeature(databaseConfig)],
      inject: [databaseConfig.KEY],
      // TypeOrmModule hands its options on to the factory; our settings ride in the driver's `extra`.
      useFactory: (config: DatabaseConfig) => ({
        type: 'postgres',
        autoLoadEntities: true,
        extra: config,
        retryAttempts: config.url === null ? 0 : 5,
        retryDelay: 1_000,
        toRetry: (error) => error instanceof DatabaseUnreachableError || !(error instanceof ConfigError),
      }),
      dataSourceFactory: (options) =>
        openMigrated((options as { extra: DatabaseConfig }).extra, options?.entities),
    }),
  ],
  providers: [ChangeFeed, DatabaseNotices, PostgresHealth],
  exports: [ChangeFeed, DatabaseNotices, ConfigModule],
})
export class DatabaseModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Database');
  private readonly listener: NotificationListener | null;

  constructor(
    @Inject(databaseConfig.KEY) private readonly config: DatabaseConfig,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    feed: ChangeFeed,
    notices: DatabaseNotices,
  ) {
    this.listener = config.url === null ? null : new NotificationListener(config, feed, notices);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.dataSource instanceof CatalogueDataSource) {
      this.dataSource.onEmbeddedFailure((error) => {
        // Without the truth there is nothing to serve; a supervisor restarts us, and the data survives kill -9.
        this.logger.fatal(error);
        process.exit(1);
      });
      this.dataSource.keepTidy(this.clock, (err) =>
        this.logger.warn({ msg: 'The embedded database could not be tended: trying again in a minute', err }),
      );
    }
    await this.listener?.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.listener?.stop();
  }

  /** True while writes of other processes are heard of; the embedded database has no other writer. */
  get hearsOtherWriters(): boolean {
    return this.config.url === null || this.listener?.connected === true;
  }
}
