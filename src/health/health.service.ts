import { Inject, Injectable, Logger, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { HealthRegistry, type HealthDetail, type HealthIndicator } from '../common/index.js';
import { healthConfig, type HealthConfig } from './health.config.js';
import { Readiness } from './readiness.js';

/** Answer of `GET /health`, in Terminus' words. `degraded`: reads are answered, but something is down or not well. */
export interface HealthReport {
  status: 'ok' | 'degraded' | 'error' | 'shutting_down';
  /** Dependencies that are up, degraded or not in use. */
  info: Record<string, HealthDetail>;
  /** Dependencies that are down. */
  error: Record<string, HealthDetail>;
  details: Record<string, HealthDetail>;
}

type Details = Record<string, HealthDetail>;

@Injectable()
export class HealthService {
  private readonly logger = new Logger(HealthService.name);

  constructor(
    private readonly registry: HealthRegistry,
    private readonly terminus: HealthCheckService,
    private readonly results: HealthIndicatorService,
    private readonly readiness: Readiness,
    @Inject(healthConfig.KEY) private readonly config: HealthConfig,
  ) {}

  /** Asks everything that is registered, at once. Never rejects: what does not answer is `down`. */
  async report(): Promise<HealthReport> {
    const indicators = this.registry.all();
    const answers = new Map<string, HealthDetail>();
    await Promise.all(
      indicators.map(async (indicator) => answers.set(indicator.key, await this.ask(indicator))),
    );
    const { error } = await this.summarise(answers);
    const details = Object.fromEntries(answers);
    const criticalDown = indicators.some(({ key, critical }) => critical && key in error);
    const impaired = [...answers.values()].some(({ status }) => status === 'degraded' || status === 'down');
    return {
      status: this.readiness.isStopping
        ? 'shutting_down'
        : criticalDown
          ? 'error'
          : impaired
            ? 'degraded'
            : 'ok',
      info: Object.fromEntries([...answers].filter(([key]) => !(key in error))),
      error,
      details,
    };
  }

  /** Why no request should be sent here now; empty when reads can be answered. */
  async notReadyBecause(): Promise<string[]> {
    if (this.readiness.heldBy.length > 0) return this.readiness.heldBy;
    const critical = this.registry.all().filter((indicator) => indicator.critical);
    const answers = await Promise.all(critical.map((indicator) => this.ask(indicator)));
    return critical.filter((_, at) => answers[at]?.status === 'down').map(({ key }) => key);
  }

  private async ask(indicator: HealthIndicator): Promise<HealthDetail> {
    const signal = AbortSignal.timeout(this.config.timeoutMs);
    const tooLate = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    try {
      return await Promise.race([indicator.check(signal), tooLate]);
    } catch (error) {
      // The reason is for the log: a driver's message may name hosts and users.
      this.logger.warn({ msg: 'A health check failed', indicator: indicator.key, err: error });
      return { status: 'down', reason: signal.aborted ? 'timeout' : 'unavailable' };
    }
  }

  /** Terminus decides what is an error; it knows nothing of `unused`, which is no failure. */
  private async summarise(answers: ReadonlyMap<string, HealthDetail>): Promise<{ error: Details }> {
    const inUse = [...answers].filter(([, { status }]) => status !== 'unused');
    try {
      await this.terminus.check(
        inUse.map(
          ([key, detail]) =>
            () =>
              this.toResult(key, detail),
        ),
      );
      return { error: {} };
    } catch (thrown) {
      if (!(thrown instanceof ServiceUnavailableException)) throw thrown;
      return { error: (thrown.getResponse() as { error?: Details }).error ?? {} };
    }
  }

  private toResult(key: string, { status, ...rest }: HealthDetail): HealthIndicatorResult {
    const session = this.results.check(key);
    if (status === 'down') return session.down(rest);
    return status === 'degraded' ? session.degraded(rest) : session.up(rest);
  }
}
