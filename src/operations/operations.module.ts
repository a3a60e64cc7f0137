import { Inject, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { backUp } from '../backup/index.js';
import { productVersion } from '../common/index.js';
import { CatalogueDataSource, databaseConfig, type DatabaseConfig } from '../database/index.js';
import { ControlServer } from './control/control-server.js';
import { controlSocketPath } from './control/control-protocol.js';

/** Lets commands be run by a server that has the embedded database open. */
@Module({})
export class OperationsModule implements OnApplicationBootstrap, OnModuleDestroy {
  private control: ControlServer | null = null;

  constructor(
    private readonly modules: ModuleRef,
    private readonly host: HttpAdapterHost,
    private readonly dataSource: DataSource,
    @Inject(databaseConfig.KEY) private readonly config: DatabaseConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { dataSource } = this;
    // A command has the program to itself, and a PostgreSQL server is open to all.
    if (!this.host.httpAdapter || !(dataSource instanceof CatalogueDataSource) || !dataSource.isEmbedded)
      return;
    const logger = new Logger('Control');
    const path = controlSocketPath(this.config.dataDir);
    if (path === null) {
      logger.warn('The path of DATA_DIR is too long for a control socket: commands need the server stopped.');
      return;
    }
    const control = new ControlServer(path, {
      rooms: { get: (token) => this.modules.get(token, { strict: false }) },
      backUp: (signal, consume) => backUp(dataSource, productVersion(), signal, consume, this.config),
    });
    try {
      await control.start();
      this.control = control;
    } catch (error) {
      // Some file systems have no sockets; serving is worth more than commands.
      logger.warn({ msg: 'No control socket: commands need the server stopped', err: error });
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.control?.stop();
  }
}
