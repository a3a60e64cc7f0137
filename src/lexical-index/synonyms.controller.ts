import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import {
  Access,
  ApiOk,
  ApiProblems,
  ApiQueryFields,
  idParamsSchema,
  toOpenApi,
  type Page,
} from '../common/index.js';
import {
  EXAMPLE_DRAFT,
  EXAMPLE_ONE_WAY,
  EXAMPLE_SYNONYM,
  synonymDraftSchema,
  synonymListQuerySchema,
  synonymPageSchema,
  synonymPatchSchema,
  synonymSchema,
} from './dto/synonym.dto.js';
import type { Synonym } from './synonyms/synonym.js';
import { SynonymsService } from './synonyms/synonyms.service.js';

type IdParams = z.output<typeof idParamsSchema>;
const ID_PARAM = {
  name: 'id',
  schema: { type: 'string', format: 'uuid' },
  example: EXAMPLE_SYNONYM.id,
} as const;

@ApiTags('Synonyms')
@Access('admin')
@ApiProblems('database_unavailable')
@Controller('synonyms')
export class SynonymsController {
  constructor(private readonly synonyms: SynonymsService) {}

  @Get()
  @ApiOperation({ summary: 'List synonyms, those that ship and those added here, in alphabetical order' })
  @ApiQueryFields(synonymListQuerySchema)
  @ApiOk(200, 'One page; nextCursor asks for the next.', synonymPageSchema, {
    items: [EXAMPLE_SYNONYM],
    nextCursor: null,
  })
  @ApiProblems('validation_failed')
  async find(
    @Query({ schema: synonymListQuerySchema }) query: z.output<typeof synonymListQuerySchema>,
  ): Promise<Page<Synonym>> {
    return this.synonyms.list(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One synonym' })
  @ApiParam(ID_PARAM)
  @ApiOk(200, 'The rule.', synonymSchema, EXAMPLE_SYNONYM)
  @ApiProblems('synonym_not_found', 'validation_failed')
  async get(@Param({ schema: idParamsSchema }) { id }: IdParams): Promise<Synonym> {
    return this.synonyms.get(id);
  }

  @Post()
  @ApiOperation({ summary: 'Add a synonym; in force with the next search, in every instance' })
  @ApiBody({
    schema: toOpenApi(synonymDraftSchema, 'input'),
    examples: { twoWay: { value: EXAMPLE_DRAFT }, oneWay: { value: EXAMPLE_ONE_WAY } },
  })
  @ApiOk(201, 'Added.', synonymSchema, EXAMPLE_SYNONYM)
  @ApiProblems('duplicate_synonym', 'conflict', 'validation_failed')
  async create(
    @Body({ schema: synonymDraftSchema }) body: z.output<typeof synonymDraftSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Synonym> {
    const synonym = await this.synonyms.create(body);
    void reply.header('location', `/api/v1/synonyms/${synonym.id}`);
    return synonym;
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a synonym, also one that ships; lists are replaced as a whole' })
  @ApiParam(ID_PARAM)
  @ApiBody({
    schema: toOpenApi(synonymPatchSchema, 'input'),
    examples: { off: { value: { enabled: false } } },
  })
  @ApiOk(200, 'As it is now.', synonymSchema, EXAMPLE_SYNONYM)
  @ApiProblems('synonym_not_found', 'duplicate_synonym', 'validation_failed')
  async patch(
    @Param({ schema: idParamsSchema }) { id }: IdParams,
    @Body({ schema: synonymPatchSchema }) body: z.output<typeof synonymPatchSchema>,
  ): Promise<Synonym> {
    return this.synonyms.update(id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a synonym; one that ships is switched off' })
  @ApiParam(ID_PARAM)
  @ApiNoContentResponse({ description: 'Deleted, or switched off.' })
  @ApiProblems('synonym_not_found', 'validation_failed')
  async delete(@Param({ schema: idParamsSchema }) { id }: IdParams): Promise<void> {
    await this.synonyms.delete(id);
  }
}
