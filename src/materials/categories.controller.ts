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
  Query,
  Res,
} from '@nestjs/common';
import { ApiBody, ApiHeader, ApiNoContentResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Access, ApiOk, ApiProblems, ApiQueryFields, idParamsSchema, toOpenApi } from '../common/index.js';
import { CategoriesService } from './categories.service.js';
import { categoryEtag, type Category, type CategoryNode } from './category.js';
import {
  categoryDraftSchema,
  categoryPatchSchema,
  categorySchema,
  categoryTreeSchema,
  toCategoryResponse,
  toTreeResponse,
  treeQuerySchema,
} from './dto/category.dto.js';
import { EXAMPLE_CATEGORY, EXAMPLE_TREE } from './dto/examples.js';

type IdParams = z.output<typeof idParamsSchema>;

const ID_PARAM = {
  name: 'id',
  schema: { type: 'string', format: 'uuid' },
  example: EXAMPLE_CATEGORY.id,
} as const;
const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'ETag of the version the change is based on; another version answers 412.',
} as const;

@ApiTags('Categories')
@ApiProblems('database_unavailable')
@Access('viewer')
@Controller('categories')
export class CategoriesController {
  constructor(private readonly categories: CategoriesService) {}

  @Get()
  @ApiOperation({ summary: 'The tree of categories, siblings by name' })
  @ApiQueryFields(treeQuerySchema)
  @ApiOk(200, 'Always the whole tree asked for: nextCursor is null.', categoryTreeSchema, EXAMPLE_TREE)
  @ApiProblems('validation_failed')
  async tree(
    @Query({ schema: treeQuerySchema }) { parent, depth }: z.output<typeof treeQuerySchema>,
  ): Promise<{ items: CategoryNode[]; nextCursor: null }> {
    return { items: toTreeResponse(await this.categories.tree(parent, depth)), nextCursor: null };
  }

  @Post()
  @Access('editor')
  @ApiOperation({ summary: 'Create a category, by path or under a parent' })
  @ApiBody({
    schema: toOpenApi(categoryDraftSchema, 'input'),
    examples: {
      byPath: { value: { path: EXAMPLE_CATEGORY.path } },
      byParent: { value: { name: EXAMPLE_CATEGORY.name, parentId: EXAMPLE_CATEGORY.parentId } },
    },
  })
  @ApiOk(201, 'Created; Location and ETag name it.', categorySchema, EXAMPLE_CATEGORY)
  @ApiProblems('duplicate_category', 'validation_failed')
  async create(
    @Body({ schema: categoryDraftSchema }) body: z.output<typeof categoryDraftSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Category> {
    const category = await this.categories.create(
      body.path === undefined
        ? { name: body.name ?? '', parentId: body.parentId ?? null }
        : { path: body.path },
    );
    void reply.header('location', `/api/v1/categories/${category.id}`).header('etag', categoryEtag(category));
    return toCategoryResponse(category);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One category' })
  @ApiParam(ID_PARAM)
  @ApiOk(200, 'The category.', categorySchema, EXAMPLE_CATEGORY)
  @ApiProblems('category_not_found', 'validation_failed')
  async get(
    @Param({ schema: idParamsSchema }) { id }: IdParams,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Category> {
    const category = await this.categories.get(id);
    void reply.header('etag', categoryEtag(category));
    return toCategoryResponse(category);
  }

  @Patch(':id')
  @Access('editor')
  @ApiOperation({ summary: 'Rename or move a category, with everything below it' })
  @ApiParam(ID_PARAM)
  @ApiHeader(IF_MATCH)
  @ApiBody({
    schema: toOpenApi(categoryPatchSchema, 'input'),
    examples: { rename: { value: { name: 'Цемент и вяжущие' } }, toRoot: { value: { parentId: null } } },
  })
  @ApiOk(200, 'As it is now.', categorySchema, EXAMPLE_CATEGORY)
  @ApiProblems(
    'category_not_found',
    'duplicate_category',
    'category_cycle',
    'version_mismatch',
    'validation_failed',
  )
  async patch(
    @Param({ schema: idParamsSchema }) { id }: IdParams,
    @Body({ schema: categoryPatchSchema }) body: z.output<typeof categoryPatchSchema>,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Category> {
    const category = await this.categories.update(id, body, ifMatch);
    void reply.header('etag', categoryEtag(category));
    return toCategoryResponse(category);
  }

  @Delete(':id')
  @Access('editor')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a category that nothing is filed under' })
  @ApiParam(ID_PARAM)
  @ApiHeader(IF_MATCH)
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems('category_not_found', 'category_in_use', 'version_mismatch', 'validation_failed')
  async delete(
    @Param({ schema: idParamsSchema }) { id }: IdParams,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    await this.categories.delete(id, ifMatch);
  }
}
