import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CachedRoute, uncacheable } from '../cache/index.js';
import { Access, Cost, ApiOk, ApiProblems, toOpenApi } from '../common/index.js';
import type { LexicalSuggestion } from '../lexical-index/index.js';
import { BatchSearchService } from './batch-search.service.js';
import { ApiQuestion } from './dto/api-question.js';
import {
  EXAMPLE_BATCH_ANSWER,
  EXAMPLE_BATCH_QUESTION,
  EXAMPLE_QUESTION,
  EXAMPLE_SEARCH_ANSWER,
  EXAMPLE_SUGGESTIONS,
} from './dto/search-examples.js';
import {
  batchBodySchema,
  searchBodySchema,
  searchFieldsSchema,
  searchQuerySchema,
  suggestQuerySchema,
} from './dto/search-request.js';
import {
  batchResponseSchema,
  searchResponseSchema,
  suggestResponseSchema,
  type SearchResponse,
} from './dto/search-response.js';
import { toSearchResponse } from './dto/to-response.js';
import { CompletionsService } from './completions.service.js';
import { searchPolicy, searchRequestKey } from './search-cache.js';
import { SearchService } from './search.service.js';
import type { SearchQuestion } from './search.types.js';

@ApiTags('Search')
@Access('viewer')
@Controller('search')
export class SearchController {
  constructor(
    private readonly search: SearchService,
    private readonly batch: BatchSearchService,
    private readonly completions: CompletionsService,
  ) {}

  @Get()
  @CachedRoute({ policy: searchPolicy, key: searchRequestKey })
  @ApiOperation({ summary: 'Search by words and by meaning' })
  @ApiQuestion(searchFieldsSchema)
  @ApiOk(200, 'The page of hits asked for.', searchResponseSchema, EXAMPLE_SEARCH_ANSWER)
  @ApiProblems('validation_failed', 'search_unavailable', 'database_unavailable')
  async find(@Query({ schema: searchQuerySchema }) question: SearchQuestion): Promise<SearchResponse> {
    return this.answer(question);
  }

  @Post()
  @HttpCode(200)
  @CachedRoute({ policy: searchPolicy, key: searchRequestKey })
  @ApiOperation({ summary: 'The same search, asked as JSON' })
  @ApiBody({
    schema: toOpenApi(searchFieldsSchema, 'input'),
    examples: { question: { value: EXAMPLE_QUESTION } },
  })
  @ApiOk(200, 'The page of hits asked for.', searchResponseSchema, EXAMPLE_SEARCH_ANSWER)
  @ApiProblems(
    'malformed_json',
    'payload_too_large',
    'unsupported_media_type',
    'validation_failed',
    'search_unavailable',
    'database_unavailable',
  )
  async post(@Body({ schema: searchBodySchema }) question: SearchQuestion): Promise<SearchResponse> {
    return this.answer(question);
  }

  @Post('batch')
  @Cost({ itemsIn: 'queries' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Up to 50 searches at once, each a whole answer or its own problem' })
  @ApiBody({
    schema: {
      type: 'object',
      required: ['queries'],
      properties: {
        queries: { type: 'array', minItems: 1, maxItems: 50, items: toOpenApi(searchFieldsSchema, 'input') },
      },
    },
    examples: { queries: { value: EXAMPLE_BATCH_QUESTION } },
  })
  @ApiOk(200, 'One result for each question, in order.', batchResponseSchema, EXAMPLE_BATCH_ANSWER)
  @ApiProblems('malformed_json', 'payload_too_large', 'unsupported_media_type', 'validation_failed')
  async many(
    @Body({ schema: batchBodySchema }) { queries }: z.output<typeof batchBodySchema>,
    @Req() request: FastifyRequest,
  ): Promise<z.output<typeof batchResponseSchema>> {
    const results = await this.batch.searchAll(queries, { instance: request.url, requestId: request.id });
    return {
      results: results.map((result) =>
        'answer' in result
          ? toSearchResponse(result.answer)
          : { ...result.problem, errors: result.problem.errors?.map((error) => ({ ...error })) },
      ),
    };
  }

  @Get('suggest')
  @ApiOperation({ summary: 'Completions as one types' })
  @ApiQuestion(suggestQuerySchema)
  @ApiOk(200, 'The best completions first.', suggestResponseSchema, EXAMPLE_SUGGESTIONS)
  @ApiProblems('validation_failed', 'search_unavailable', 'database_unavailable')
  async suggest(
    @Query({ schema: suggestQuerySchema }) { q, limit }: z.output<typeof suggestQuerySchema>,
  ): Promise<{ suggestions: LexicalSuggestion[] }> {
    const suggestions = await this.completions.suggest(q, limit);
    return {
      suggestions: suggestions.map(({ text, kind, id }) => ({
        text,
        kind,
        ...(id === undefined ? {} : { id }),
      })),
    };
  }

  private async answer(question: SearchQuestion): Promise<SearchResponse> {
    const answer = await this.search.search(question);
    const response = toSearchResponse(answer);
    return answer.whole ? response : uncacheable(response);
  }
}
