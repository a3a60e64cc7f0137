import { Controller, Get, Header, Query, UseFilters } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CachedRoute, cachePolicy, uncacheable } from '../cache/index.js';
import { Access, ApiOk, ApiProblems, AppError, newId, queryBoolean } from '../common/index.js';
import { healthReportSchema, liveSchema, readySchema } from './health.dto.js';
import { EXAMPLE_FAILING_REPORT, EXAMPLE_REPORT } from './health.examples.js';
import { HealthService, type HealthReport } from './health.service.js';
import { UnhealthyError, UnhealthyFilter } from './unhealthy.filter.js';

/** One process answers for itself: in a shared cache its answers must not be taken for another's. */
const INSTANCE = newId();

const freshQuerySchema = z.object({ fresh: queryBoolean.optional() });

/** Null for `?fresh=true`, and for what the pipe is about to refuse. */
function cacheKey(request: FastifyRequest): string | null {
  const query = freshQuerySchema.safeParse(request.query);
  return query.success && query.data.fresh !== true ? INSTANCE : null;
}

@ApiTags('Health and operations')
@Access('public')
@Controller('health')
@UseFilters(UnhealthyFilter)
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** The process runs and its event loop turns. Says nothing of the dependencies: restarting us would not mend them. */
  @Get('live')
  @ApiOperation({ summary: 'Is the process alive' })
  @Header('cache-control', 'no-store')
  @ApiOk(200, 'The process is alive.', liveSchema, { status: 'ok' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 503 until the instance can answer reads, and first thing when it stops. */
  @Get('ready')
  @ApiOperation({ summary: 'Can this instance answer reads' })
  @Header('cache-control', 'no-store')
  @ApiOk(200, 'The instance answers reads.', readySchema, { status: 'ok' })
  @ApiProblems('not_ready')
  async ready(): Promise<{ status: 'ok' }> {
    const reasons = await this.health.notReadyBecause();
    if (reasons.length > 0) {
      throw new AppError('not_ready', `Not ready: ${reasons.join(', ')}.`, {
        headers: { 'retry-after': '2' },
      });
    }
    return { status: 'ok' };
  }

  @Get()
  @ApiOperation({ summary: 'Every dependency in detail' })
  @CachedRoute({
    // Nobody wants a stale word on health: no grace after the lifetime.
    policy: () => ({ ...cachePolicy('health'), staleMs: 0 }),
    key: cacheKey,
  })
  @ApiQuery({ name: 'fresh', required: false, schema: { type: 'boolean' }, example: true })
  @ApiOk(
    200,
    'Every dependency; `degraded` while reads are still answered.',
    healthReportSchema,
    EXAMPLE_REPORT,
  )
  @ApiOk(
    503,
    'Reads cannot be answered, or the instance is stopping.',
    healthReportSchema,
    EXAMPLE_FAILING_REPORT,
  )
  async report(@Query({ schema: freshQuerySchema }) _query: { fresh?: boolean }): Promise<HealthReport> {
    const report = await this.health.report();
    if (report.status === 'error' || report.status === 'shutting_down') throw new UnhealthyError(report);
    return report.status === 'ok' ? report : uncacheable(report);
  }
}
