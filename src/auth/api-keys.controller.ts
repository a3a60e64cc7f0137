import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
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
import { ApiKeysService } from './api-keys.service.js';
import {
  apiKeyDraftSchema,
  apiKeyPageSchema,
  EXAMPLE_API_KEY,
  newApiKeySchema,
  toApiKeyResponse,
  type ApiKeyResponse,
} from './dto/api-key.dto.js';
import { pageQuerySchema } from './dto/user.dto.js';

@ApiTags('Access')
@ApiProblems('database_unavailable')
@Access('admin')
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Get()
  @ApiOperation({ summary: 'List API keys, the oldest first' })
  @ApiQueryFields(pageQuerySchema)
  @ApiOk(200, 'One page; nextCursor asks for the next.', apiKeyPageSchema, {
    items: [EXAMPLE_API_KEY],
    nextCursor: null,
  })
  @ApiProblems('validation_failed')
  async list(
    @Query({ schema: pageQuerySchema }) { limit, cursor }: z.output<typeof pageQuerySchema>,
  ): Promise<Page<ApiKeyResponse>> {
    const page = await this.keys.list(limit, cursor);
    return { items: page.items.map(toApiKeyResponse), nextCursor: page.nextCursor };
  }

  @Post()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Make an API key; this answer is the only one that shows it' })
  @ApiBody({
    schema: toOpenApi(apiKeyDraftSchema, 'input'),
    examples: { shop: { value: { name: 'shop', role: 'viewer', scopes: ['search', 'materials'] } } },
  })
  @ApiOk(201, 'Made. Keep `key`: it is not stored.', newApiKeySchema, {
    ...EXAMPLE_API_KEY,
    lastUsedAt: null,
    key: 'mc_V7dQx2Lp…',
  })
  @ApiProblems('validation_failed')
  async create(
    @Body({ schema: apiKeyDraftSchema }) draft: z.output<typeof apiKeyDraftSchema>,
    @Req() { principal }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.output<typeof newApiKeySchema>> {
    const { apiKey, key } = await this.keys.create({
      ...draft,
      expiresAt: draft.expiresAt === null ? null : new Date(draft.expiresAt),
      createdBy: principal.kind === 'user' ? principal.id : null,
    });
    void reply.header('location', `/api/v1/api-keys/${apiKey.id}`);
    return { ...toApiKeyResponse(apiKey), key };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take an API key away, in every instance' })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiNoContentResponse({ description: 'It opens nothing any more.' })
  @ApiProblems('api_key_not_found', 'validation_failed')
  async delete(@Param({ schema: idParamsSchema }) { id }: z.output<typeof idParamsSchema>): Promise<void> {
    await this.keys.delete(id);
  }
}
