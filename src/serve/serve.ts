import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger as PinoLogger } from 'pino';
import { DataSource } from 'typeorm';
import { AppModule } from '../app.module.js';
import {
  createPino,
  PinoLoggerService,
  productVersion,
  serverConfig,
  type ServerConfig,
} from '../common/index.js';
import { ConfigError } from '../config/index.js';
import { configureApp, createFastifyAdapter } from '../configure-app.js';
import { databaseConfig } from '../database/index.js';
import { HealthService, Readiness } from '../health/index.js';
import { startTracing } from '../tracing/index.js';
import { banner, withoutCredentials } from './banner.js';
import { GracefulStop } from './graceful-stop.js';
import { loadSampleCatalogue } from './sample-catalogue.js';

/** Runs the server until a signal stops it. @throws ConfigError when the operator has to mend a setting. */
export async function serve(): Promise<void> {
  const config = serverConfig();
  const pino = createPino(config.logLevel, config.logPretty);
  endOnBug(pino);
  const tracing = await startTracing();
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, createFastifyAdapter(config), {
    logger: new PinoLoggerService(pino),
    abortOnError: false,
  });
  if (tracing) {
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onClose', () => tracing.stop());
  }
  configureApp(app, config, tracing);
  new GracefulStop(app, config).listenToSignals();
  const readiness = app.get(Readiness);
  // Listening comes first, so that a probe sees a process that starts; ready comes after the sample, and is not taken back.
  const release = readiness.hold('loading first data');
  await listen(app, config);
  try {
    await loadSampleCatalogue(app);
    release();
    // Not stdout: that carries the log, a JSON object a line.
    process.stderr.write(`${await describe(app, config)}\n`);
  } catch (error) {
    // Stopped while it started: the database is closed under it, and the stop says how it ended.
    if (!readiness.isStopping) throw error;
  }
}

/** Nobody knows what state an uncaught error leaves behind: log it and end; a supervisor starts a clean process. */
function endOnBug(pino: PinoLogger): void {
  const end = (msg: string) => (error: unknown) => {
    pino.fatal({ err: error }, msg);
    process.exit(1);
  };
  process.on('uncaughtException', end('Uncaught error'));
  process.on('unhandledRejection', end('Unhandled rejection'));
}

async function listen(app: NestFastifyApplication, config: ServerConfig): Promise<void> {
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    await app.close();
    if (code === 'EADDRINUSE') {
      throw new ConfigError(
        `Port ${config.port} of ${config.host} is taken by another program. Stop it, or set PORT to another one.`,
      );
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new ConfigError(`Cannot listen on ${config.host}:${config.port} (${code}). Check HOST and PORT.`);
    }
    throw error;
  }
}

async function describe(app: NestFastifyApplication, config: ServerConfig): Promise<string> {
  const database = databaseConfig();
  const counted: { count: number }[] = await app
    .get(DataSource)
    .query('SELECT count(*)::int AS count FROM materials');
  return banner({
    version: productVersion(),
    url: urlOf(app, config.host),
    databaseAt: database.url === null ? database.dataDir : withoutCredentials(database.url),
    materials: counted[0]?.count ?? 0,
    health: await app.get(HealthService).report(),
    prettyLogs: config.logPretty,
  });
}

/** An address a browser on this machine can open; "all interfaces" is not one. */
function urlOf(app: NestFastifyApplication, host: string): string {
  const address: unknown = app.getHttpServer().address();
  const port =
    typeof address === 'object' && address !== null && 'port' in address ? String(address.port) : '';
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
