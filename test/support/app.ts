import { Test } from '@nestjs/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { InjectOptions, Response } from 'light-my-request';
import { AppModule } from '../../src/app.module.js';
import { createPino, PinoLoggerService } from '../../src/common/index.js';
import { configureApp, createFastifyAdapter } from '../../src/configure-app.js';
import { FakeQdrant } from './fake-qdrant.js';
import { createTestDatabase, redisUrl, uniquePrefix, type DatabaseKind } from './servers.js';

export interface TestApp {
  app: NestFastifyApplication;
  /** A request to the running program, without a socket. */
  inject(options: InjectOptions | string): Promise<Response>;
  /** Starts listening on a free port; the base URL without a trailing slash. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

export interface BootOptions {
  database: DatabaseKind;
  /** Use the real Redis server; default: the in-process cache. */
  redis?: boolean;
  /**
   * Search by meaning, with the model that ships: over pgvector when embedded, over a fake Qdrant beside the PostgreSQL server (which
   * has no pgvector). Default: switched off, because most suites do not need a model.
   */
  semantic?: boolean;
  /** More environment, over the defaults of the tests. */
  env?: Record<string, string>;
}

/**
 * Boots the whole program as `main.ts` does, over a database of its own. Settings are read while it boots, so the environment is
 * changed for that time only; boots do not overlap within one test file.
 */
export async function bootApp(options: BootOptions): Promise<TestApp> {
  const database = await createTestDatabase(options.database);
  const qdrant = options.semantic && options.database === 'postgres' ? await FakeQdrant.start() : null;
  const env: Record<string, string> = {
    DATABASE_URL: '',
    REDIS_URL: options.redis ? redisUrl() : '',
    CACHE_PREFIX: uniquePrefix(),
    SEMANTIC_ENABLED: String(options.semantic ?? false),
    QDRANT_URL: qdrant?.url ?? '',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'fatal',
    SAMPLE_CATALOGUE: 'false',
    // A busy machine must not degrade what is not about degrading.
    SEARCH_LEXICAL_TIMEOUT_MS: '5000',
    SEARCH_SEMANTIC_TIMEOUT_MS: '5000',
    ...database.env,
    ...options.env,
  };
  const restore = overlay(env);
  let app: NestFastifyApplication | undefined;
  try {
    const moduleRef = await Test.createTestingModule({ imports: [AppModule] }).compile();
    const logger = new PinoLoggerService(createPino(env.LOG_LEVEL ?? 'fatal', false));
    const booting = (app = moduleRef.createNestApplication<NestFastifyApplication>(createFastifyAdapter(), {
      logger,
    }));
    configureApp(booting);
    await booting.init();
    await booting.getHttpAdapter().getInstance().ready();
    return {
      app: booting,
      inject: (request) => booting.inject(request),
      listen: async () => {
        await booting.listen(0, '127.0.0.1');
        return (await booting.getUrl()).replace('[::1]', '127.0.0.1');
      },
      close: async () => {
        await booting.close();
        await qdrant?.stop();
        await database.drop();
      },
    };
  } catch (error) {
    await app?.close();
    await qdrant?.stop();
    await database.drop();
    throw error;
  } finally {
    restore();
  }
}

function overlay(env: Record<string, string>): () => void {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
