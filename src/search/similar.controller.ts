import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access, ApiOk, ApiProblems, idParamsSchema } from '../common/index.js';
import { ApiQuestion } from './dto/api-question.js';
import { EXAMPLE_SIMILAR } from './dto/search-examples.js';
import { similarFieldsSchema, similarQuerySchema, type SimilarQuestion } from './dto/search-request.js';
import { similarResponseSchema } from './dto/search-response.js';
import { toMaterialResponse } from './dto/to-response.js';
import { SimilarService } from './similar.service.js';

@ApiTags('Search')
@Access('viewer')
@Controller('materials')
export class SimilarController {
  constructor(private readonly similar: SimilarService) {}

  @Get(':id/similar')
  @ApiOperation({ summary: 'Materials of the same kind, the nearest first' })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiQuestion(similarFieldsSchema)
  @ApiOk(200, 'Without the material itself and its duplicates.', similarResponseSchema, EXAMPLE_SIMILAR)
  @ApiProblems('material_not_found', 'validation_failed', 'search_unavailable', 'database_unavailable')
  async find(
    @Param({ schema: idParamsSchema }) { id }: z.output<typeof idParamsSchema>,
    @Query({ schema: similarQuerySchema }) question: SimilarQuestion,
  ): Promise<z.output<typeof similarResponseSchema>> {
    const items = await this.similar.similarTo(id, question);
    return { items: items.map(({ material, score }) => ({ material: toMaterialResponse(material), score })) };
  }
}
