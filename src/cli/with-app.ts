import type { INestApplicationContext } from '@nestjs/common';
import type { NestApplicationContextOptions } from '@nestjs/common/interfaces/nest-application-context-options.interface.js';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { configureApp, createFastifyAdapter } from '../configure-app.js';
import { ConfigError } from '../config/index.js';
import { DataDirInUseError } from '../database/index.js';
import { terminalLogger } from './terminal-logger.js';

/** Aborted by Ctrl+C: a long command stops at the next safe point and still closes what it opened. */
export type CommandWork<T> = (app: INestApplicationContext, signal: AbortSignal) => Promise<T>;

/**
 * Runs one command over the whole program without its HTTP server, and closes everything after it. Prefer `perform`, which asks a
 * running server: this one refuses while a server has the embedded database open.
 *
 * @param overRest what a running server offers for the same purpose, for example "POST /api/v1/imports": told to the caller when
 *   that server has the embedded database open.
 */
export function withApp<T>(overRest: string, work: CommandWork<T>): Promise<T> {
  return run(() => openApp(overRest), work);
}

/** As `withApp`, with the routes as the server has them, asked from within: nothing listens. */
export function withRoutes<T>(overRest: string, work: CommandWork<T>): Promise<T> {
  const create = async (options: NestApplicationContextOptions): Promise<INestApplicationContext> => {
    const server = await NestFactory.create<NestFastifyApplication>(
      AppModule,
      createFastifyAdapter(),
      options,
    );
    configureApp(server);
    await server.init();
    await server.getHttpAdapter().getInstance().ready();
    return server;
  };
  return run(() => open(overRest, create), work);
}

function run<T>(opening: () => Promise<INestApplicationContext>, work: CommandWork<T>): Promise<T> {
  return interruptible(async (signal) => {
    const app = await opening();
    try {
      return await work(app, signal);
    } finally {
      await app.close();
    }
  });
}

/** Gives `work` a signal that Ctrl+C aborts. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const onInterrupt = (): void => abort.abort(new Error('Interrupted.'));
  process.once('SIGINT', onInterrupt);
  process.once('SIGTERM', onInterrupt);
  try {
    return await work(abort.signal);
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
  }
}

/** The whole program without its HTTP server; the caller closes it. */
export function openApp(overRest?: string): Promise<INestApplicationContext> {
  return open(overRest, (options) => NestFactory.createApplicationContext(AppModule, options));
}

async function open(
  overRest: string | undefined,
  create: (options: NestApplicationContextOptions) => Promise<INestApplicationContext>,
): Promise<INestApplicationContext> {
  try {
    return await create({
      logger: terminalLogger(),
      abortOnError: false,
    });
  } catch (error) {
    if (!(error instanceof DataDirInUseError) || overRest === undefined) throw error;
    throw new ConfigError(
      `${error.message}\nIf that process is the server, ask it: ${overRest} (http://127.0.0.1:3000/docs).`,
    );
  }
}
