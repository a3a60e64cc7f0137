import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access, ApiOk, ApiProblems, ApiQueryFields, toOpenApi } from '../common/index.js';
import { CacheAdmin, type CacheStatsReport, type ClearRequest } from './cache-admin.js';
import {
  cacheStatsSchema,
  clearQuerySchema,
  clearResultSchema,
  EXAMPLE_POPULAR,
  EXAMPLE_STATS,
  popularQuerySchema,
  popularSchema,
  warmRequestSchema,
  warmResultSchema,
} from './cache.dto.js';
import type { WarmResult } from './warming.js';

@ApiTags('Cache')
@Access('admin')
@Controller('cache')
export class CacheController {
  constructor(private readonly admin: CacheAdmin) {}

  @Get('stats')
  @ApiOperation({ summary: 'What the cache did, for each kind of entry and in all' })
  @ApiOk(200, 'Numbers of the fleet, or of this process without Redis.', cacheStatsSchema, EXAMPLE_STATS)
  stats(): Promise<CacheStatsReport> {
    return this.admin.report();
  }

  @Post('warm')
  @HttpCode(200)
  @ApiOperation({ summary: 'Load into the cache what will be asked' })
  @ApiBody({
    schema: toOpenApi(warmRequestSchema, 'input'),
    examples: { popular: { value: { popular: 50 } } },
  })
  @ApiOk(200, 'How many were loaded; skipped were there already.', warmResultSchema, {
    warmed: 40,
    skipped: 10,
    failed: 0,
    tookMs: 812,
  })
  @ApiProblems('validation_failed', 'malformed_json')
  warm(@Body({ schema: warmRequestSchema }) body: z.output<typeof warmRequestSchema>): Promise<WarmResult> {
    return this.admin.warm(body);
  }

  @Delete()
  @ApiOperation({ summary: 'Forget one kind, a pattern, one material, or everything of ours' })
  @ApiQueryFields(clearQuerySchema)
  @ApiOk(200, 'How many entries were removed.', clearResultSchema, { removed: 12 })
  @ApiProblems('validation_failed')
  async clear(
    @Query({ schema: clearQuerySchema }) query: z.output<typeof clearQuerySchema>,
  ): Promise<{ removed: number }> {
    return { removed: await this.admin.clear(toClearRequest(query)) };
  }

  @Get('popular')
  @ApiOperation({ summary: 'The queries and materials asked for most' })
  @ApiQueryFields(popularQuerySchema)
  @ApiOk(200, 'Highest score first; older requests count less.', popularSchema, EXAMPLE_POPULAR)
  @ApiProblems('validation_failed')
  popular(
    @Query({ schema: popularQuerySchema }) { limit }: z.output<typeof popularQuerySchema>,
  ): Promise<z.output<typeof popularSchema>> {
    return this.admin.mostAsked(limit);
  }
}

function toClearRequest(query: z.output<typeof clearQuerySchema>): ClearRequest {
  if (query.namespace !== undefined) return { namespace: query.namespace };
  if (query.pattern !== undefined) return { pattern: query.pattern };
  if (query.material !== undefined) return { material: query.material };
  return 'everything';
}
