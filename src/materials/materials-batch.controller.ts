import { Body, Controller, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { etagOf, wantsFresh } from '../cache/index.js';
import { Access, Cost, ApiOk, ApiProblems, toOpenApi } from '../common/index.js';
import {
  EXAMPLE_BATCH,
  EXAMPLE_BATCH_GET,
  EXAMPLE_BATCH_GET_RESULT,
  EXAMPLE_BATCH_REPORT,
} from './dto/examples.js';
import {
  batchGetResultSchema,
  batchGetSchema,
  batchReportSchema,
  batchSchema,
  MAX_BATCH,
  materialDraftSchema,
  toBatchItems,
} from './dto/material.dto.js';
import { joinBodies, MaterialCache } from './material-cache.js';
import { MaterialsService, type BatchReport } from './materials.service.js';

@ApiTags('Materials')
@ApiProblems('database_unavailable')
@Access('viewer')
@Controller('materials')
export class MaterialsBatchController {
  constructor(
    private readonly materials: MaterialsService,
    private readonly cache: MaterialCache,
  ) {}

  @Post('batch')
  @Cost({ itemsIn: 'items' })
  @Access('editor')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Write up to 1000 materials; each stands alone',
    description:
      'Mode create refuses a SKU that is taken; mode upsert replaces the material of that SKU as PUT does, and every item needs one. ' +
      'Of several items with one SKU the first is taken.',
  })
  @ApiBody({
    schema: {
      type: 'object',
      required: ['items'],
      additionalProperties: false,
      properties: {
        mode: { type: 'string', enum: ['create', 'upsert'], default: 'create' },
        items: {
          type: 'array',
          minItems: 1,
          maxItems: MAX_BATCH,
          items: toOpenApi(materialDraftSchema, 'input'),
        },
      },
    },
    examples: { upsert: { value: EXAMPLE_BATCH } },
  })
  @ApiOk(200, 'What became of each item, in order.', batchReportSchema, EXAMPLE_BATCH_REPORT)
  @ApiProblems('validation_failed')
  async batch(
    @Body({ schema: batchSchema }) { items, mode }: z.output<typeof batchSchema>,
  ): Promise<BatchReport> {
    return await this.materials.batch(toBatchItems(items), mode);
  }

  @Post('batch-get')
  @Cost({ itemsIn: 'ids' })
  @HttpCode(200)
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'Up to 1000 materials by id, in the order asked' })
  @ApiBody({
    schema: toOpenApi(batchGetSchema, 'input'),
    examples: { two: { value: EXAMPLE_BATCH_GET } },
  })
  @ApiOk(200, 'Those that exist, and the ids of the others.', batchGetResultSchema, EXAMPLE_BATCH_GET_RESULT)
  @ApiProblems('validation_failed')
  async batchGet(
    @Body({ schema: batchGetSchema }) { ids }: z.output<typeof batchGetSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const answer = await this.cache.getMany(ids, wantsFresh(request));
    const bytes = joinBodies(answer);
    void reply.header('x-cache', answer.status).header('etag', etagOf(bytes));
    return bytes;
  }
}
