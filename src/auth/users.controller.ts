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
  EXAMPLE_USER,
  pageQuerySchema,
  toUserResponse,
  userDraftSchema,
  userPageSchema,
  userPatchSchema,
  userSchema,
  type UserResponse,
} from './dto/user.dto.js';
import { UsersService } from './users.service.js';

type IdParams = z.output<typeof idParamsSchema>;
const ApiId = ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } });

@ApiTags('Access')
@ApiProblems('database_unavailable')
@Access('admin')
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @ApiOperation({ summary: 'List users by name' })
  @ApiQueryFields(pageQuerySchema)
  @ApiOk(200, 'One page; nextCursor asks for the next.', userPageSchema, {
    items: [EXAMPLE_USER],
    nextCursor: null,
  })
  @ApiProblems('validation_failed')
  async list(
    @Query({ schema: pageQuerySchema }) { limit, cursor }: z.output<typeof pageQuerySchema>,
  ): Promise<Page<UserResponse>> {
    const page = await this.users.list(limit, cursor);
    return { items: page.items.map(toUserResponse), nextCursor: page.nextCursor };
  }

  @Post()
  @ApiOperation({ summary: 'Add a user' })
  @ApiBody({
    schema: toOpenApi(userDraftSchema, 'input'),
    examples: {
      editor: { value: { username: 'anna', password: 'correct horse battery staple', role: 'editor' } },
    },
  })
  @ApiOk(201, 'Added.', userSchema, EXAMPLE_USER)
  @ApiProblems('duplicate_user', 'validation_failed', 'service_unavailable')
  async create(
    @Body({ schema: userDraftSchema }) draft: z.output<typeof userDraftSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserResponse> {
    const user = await this.users.create(draft);
    void reply.header('location', `/api/v1/users/${user.id}`);
    return toUserResponse(user);
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change role or password of a user, or disable; the latter two end every session',
  })
  @ApiId
  @ApiBody({
    schema: toOpenApi(userPatchSchema, 'input'),
    examples: { disable: { value: { disabled: true } } },
  })
  @ApiOk(200, 'As it is now.', userSchema, EXAMPLE_USER)
  @ApiProblems('user_not_found', 'last_admin', 'validation_failed', 'service_unavailable')
  async patch(
    @Param({ schema: idParamsSchema }) { id }: IdParams,
    @Body({ schema: userPatchSchema }) patch: z.output<typeof userPatchSchema>,
  ): Promise<UserResponse> {
    return toUserResponse(await this.users.update(id, patch));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a user; API keys the user made stay' })
  @ApiId
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems('user_not_found', 'last_admin', 'validation_failed')
  async delete(@Param({ schema: idParamsSchema }) { id }: IdParams): Promise<void> {
    await this.users.delete(id);
  }
}
