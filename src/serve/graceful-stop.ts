import { constants } from 'node:os';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServerConfig } from '../common/index.js';
import { Readiness } from '../health/index.js';

type StopSignal = 'SIGTERM' | 'SIGINT';
const SIGNALS: readonly StopSignal[] = ['SIGTERM', 'SIGINT'];

/** Of the time to stop in, the part given to requests in flight; the rest closes indexer, pools and database in order. */
const REQUESTS_SHARE = 0.8;

const SWEEP_MS = 50;

/** Signals this soon after the first are the same wish. */
const ECHO_MS = 300;

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Stops the server without dropping a request: `/health/ready` says 503 first, then the port closes and requests in flight finish,
 * then every room closes what it opened. Always over within `SHUTDOWN_TIMEOUT_MS`; a second signal ends the process at once.
 */
export class GracefulStop {
  private readonly logger = new Logger('Shutdown');
  private stoppingSince: number | null = null;

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly config: Pick<ServerConfig, 'shutdownTimeoutMs' | 'shutdownDrainMs'>,
    private readonly exit: (code: number) => void = (code) => process.exit(code),
  ) {}

  listenToSignals(): void {
    for (const signal of SIGNALS) process.on(signal, () => this.onSignal(signal));
  }

  onSignal(signal: StopSignal): void {
    if (this.stoppingSince !== null) {
      // Ctrl+C reaches us twice under npm: from the terminal, and passed on by npm.
      if (performance.now() - this.stoppingSince < ECHO_MS) return;
      this.logger.warn({ msg: 'Second signal: ending at once', signal });
      this.exit(128 + constants.signals[signal]);
      return;
    }
    this.stoppingSince = performance.now();
    const timeout = setTimeout(() => {
      this.logger.fatal({ msg: 'Did not stop in time', timeoutMs: this.config.shutdownTimeoutMs });
      this.exit(1);
    }, this.config.shutdownTimeoutMs);
    this.stop(signal).then(
      () => {
        clearTimeout(timeout);
        this.logger.log({ msg: 'Stopped' });
        this.exit(0);
      },
      (error: unknown) => {
        this.logger.fatal({ msg: 'Could not stop cleanly', err: error });
        this.exit(1);
      },
    );
  }

  private async stop(signal: StopSignal): Promise<void> {
    this.logger.log({ msg: 'Stopping: no longer ready', signal });
    this.app.get(Readiness).stop();
    const requestsMs = this.config.shutdownTimeoutMs * REQUESTS_SHARE;
    const drainMs = Math.min(this.config.shutdownDrainMs, requestsMs / 2);
    await delay(drainMs);
    // Nest calls its destroy hooks before it closes the server; ours must find everything open until the last request is answered.
    const cut = setTimeout(() => {
      this.logger.warn({ msg: 'Cutting connections that are still open' });
      this.app.getHttpServer().closeAllConnections();
    }, requestsMs - drainMs);
    // A keep-alive connection whose last answer went out after the port closed would hold the close until its client lets go.
    const sweep = setInterval(() => this.app.getHttpServer().closeIdleConnections(), SWEEP_MS);
    await this.app.getHttpAdapter().close();
    clearInterval(sweep);
    clearTimeout(cut);
    await this.app.close();
  }
}
