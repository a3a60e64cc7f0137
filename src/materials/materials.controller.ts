import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import { ApiBody, ApiHeader, ApiNoContentResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CachedRoute } from '../cache/index.js';
import {
  Access,
  ApiOk,
  ApiProblems,
  ApiQueryFields,
  idParamsSchema,
  toOpenApi,
  type Page,
} from '../common/index.js';
import { EXAMPLE_DRAFT, EXAMPLE_MATERIAL, EXAMPLE_PAGE, EXAMPLE_PATCH } from './dto/examples.js';
import {
  listQuerySchema,
  materialDraftSchema,
  materialPageSchema,
  materialPatchSchema,
  materialSchema,
  skuParamsSchema,
  toDraft,
} from './dto/material.dto.js';
import { materialEtag, type Material } from './material.js';
import { materialPolicy, skuPolicy } from './material-cache.js';
import { MaterialList } from './material-list.js';
import { MaterialsService } from './materials.service.js';

type IdParams = z.output<typeof idParamsSchema>;

const ID_PARAM = {
  name: 'id',
  schema: { type: 'string', format: 'uuid' },
  example: EXAMPLE_MATERIAL.id,
} as const;
const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'ETag of the version the change is based on; another version answers 412.',
} as const;

/** Null for what the pipe is about to refuse. */
function idKey(request: FastifyRequest): string | null {
  const params = idParamsSchema.safeParse(request.params);
  return params.success ? params.data.id : null;
}

function skuKey(request: FastifyRequest): string | null {
  const params = skuParamsSchema.safeParse(request.params);
  return params.success ? params.data.sku : null;
}

@ApiTags('Materials')
@ApiProblems('database_unavailable')
@Access('viewer')
@Controller('materials')
export class MaterialsController {
  constructor(
    private readonly materials: MaterialsService,
    private readonly list: MaterialList,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List materials, page by page' })
  @ApiQueryFields(listQuerySchema)
  @ApiOk(200, 'One page; nextCursor asks for the next.', materialPageSchema, EXAMPLE_PAGE)
  @ApiProblems('validation_failed')
  async find(
    @Query({ schema: listQuerySchema }) question: z.output<typeof listQuerySchema>,
  ): Promise<Page<Material>> {
    return await this.list.page(question);
  }

  @Post()
  @Access('editor')
  @ApiOperation({ summary: 'Create a material' })
  @ApiBody({
    schema: toOpenApi(materialDraftSchema, 'input'),
    examples: { cement: { value: EXAMPLE_DRAFT } },
  })
  @ApiOk(201, 'Created; Location and ETag name it.', materialSchema, EXAMPLE_MATERIAL)
  @ApiProblems('duplicate_sku', 'validation_failed')
  async create(
    @Body({ schema: materialDraftSchema }) body: z.output<typeof materialDraftSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Material> {
    const material = await this.materials.create(toDraft(body));
    void reply.header('location', `/api/v1/materials/${material.id}`).header('etag', materialEtag(material));
    return material;
  }

  @Get('by-sku/:sku')
  @CachedRoute({
    policy: skuPolicy,
    key: skuKey,
    etag: (body) => materialEtag(body as Material),
    rememberNotFound: true,
  })
  @ApiOperation({ summary: 'The material of a SKU' })
  @ApiParam({
    name: 'sku',
    schema: { type: 'string', minLength: 1, maxLength: 100 },
    example: EXAMPLE_DRAFT.sku,
  })
  @ApiOk(200, 'The material.', materialSchema, EXAMPLE_MATERIAL)
  @ApiProblems('material_not_found', 'validation_failed')
  async bySku(
    @Param({ schema: skuParamsSchema }) { sku }: z.output<typeof skuParamsSchema>,
  ): Promise<Material> {
    return await this.materials.getBySku(sku);
  }

  @Get(':id')
  @CachedRoute({
    policy: materialPolicy,
    key: idKey,
    etag: (body) => materialEtag(body as Material),
    rememberNotFound: true,
  })
  @ApiOperation({ summary: 'One material' })
  @ApiParam(ID_PARAM)
  @ApiOk(200, 'The material; 304 when If-None-Match names its ETag.', materialSchema, EXAMPLE_MATERIAL)
  @ApiProblems('material_not_found', 'validation_failed')
  async get(@Param({ schema: idParamsSchema }) { id }: IdParams): Promise<Material> {
    return await this.materials.get(id);
  }

  @Put(':id')
  @Access('editor')
  @ApiOperation({ summary: 'Replace a material: what the body leaves out is empty afterwards' })
  @ApiParam(ID_PARAM)
  @ApiHeader(IF_MATCH)
  @ApiBody({
    schema: toOpenApi(materialDraftSchema, 'input'),
    examples: { cement: { value: EXAMPLE_DRAFT } },
  })
  @ApiOk(200, 'As it is now.', materialSchema, EXAMPLE_MATERIAL)
  @ApiProblems('material_not_found', 'duplicate_sku', 'version_mismatch', 'validation_failed')
  async replace(
    @Param({ schema: idParamsSchema }) { id }: IdParams,
    @Body({ schema: materialDraftSchema }) body: z.output<typeof materialDraftSchema>,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Material> {
    const material = await this.materials.update(id, toDraft(body), ifMatch);
    void reply.header('etag', materialEtag(material));
    return material;
  }

  @Patch(':id')
  @Access('editor')
  @ApiOperation({ summary: 'Change some fields: null empties one, attributes are replaced as a whole' })
  @ApiParam(ID_PARAM)
  @ApiHeader(IF_MATCH)
  @ApiBody({ schema: toOpenApi(materialPatchSchema, 'input'), examples: { price: { value: EXAMPLE_PATCH } } })
  @ApiOk(200, 'As it is now.', materialSchema, EXAMPLE_MATERIAL)
  @ApiProblems('material_not_found', 'duplicate_sku', 'version_mismatch', 'validation_failed')
  async patch(
    @Param({ schema: idParamsSchema }) { id }: IdParams,
    @Body({ schema: materialPatchSchema }) body: z.output<typeof materialPatchSchema>,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Material> {
    const material = await this.materials.update(id, body, ifMatch);
    void reply.header('etag', materialEtag(material));
    return material;
  }

  @Delete(':id')
  @Access('editor')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a material' })
  @ApiParam(ID_PARAM)
  @ApiHeader(IF_MATCH)
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems('material_not_found', 'version_mismatch', 'validation_failed')
  async delete(
    @Param({ schema: idParamsSchema }) { id }: IdParams,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    await this.materials.delete(id, ifMatch);
  }
}
