import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Access, ApiOk, ApiProblems, ApiQueryFields, toOpenApi, type Page } from '../common/index.js';
import { EXAMPLE_UNIT, EXAMPLE_UNITS } from './dto/examples.js';
import {
  unitDraftSchema,
  unitListQuerySchema,
  unitPageSchema,
  unitParamsSchema,
  unitPatchSchema,
  unitSchema,
} from './dto/unit.dto.js';
import type { Unit } from './unit.js';
import { UnitsService } from './units.service.js';

type UnitParams = z.output<typeof unitParamsSchema>;
const CODE_PARAM = {
  name: 'code',
  schema: { type: 'string', minLength: 1, maxLength: 20 },
  example: EXAMPLE_UNIT.code,
} as const;

@ApiTags('Units')
@ApiProblems('database_unavailable')
@Access('viewer')
@Controller('units')
export class UnitsController {
  constructor(private readonly units: UnitsService) {}

  @Get()
  @ApiOperation({ summary: 'List units by code' })
  @ApiQueryFields(unitListQuerySchema)
  @ApiOk(200, 'One page; nextCursor asks for the next.', unitPageSchema, EXAMPLE_UNITS)
  @ApiProblems('validation_failed')
  async find(
    @Query({ schema: unitListQuerySchema }) { limit, cursor }: z.output<typeof unitListQuerySchema>,
  ): Promise<Page<Unit>> {
    return await this.units.list(limit, cursor);
  }

  @Post()
  @Access('editor')
  @ApiOperation({ summary: 'Add a unit; materials whose unknown unit text it explains take it' })
  @ApiBody({ schema: toOpenApi(unitDraftSchema, 'input'), examples: { area: { value: EXAMPLE_UNIT } } })
  @ApiOk(201, 'Added.', unitSchema, EXAMPLE_UNIT)
  @ApiProblems('duplicate_unit', 'validation_failed')
  async create(
    @Body({ schema: unitDraftSchema }) body: z.output<typeof unitDraftSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Unit> {
    const unit = await this.units.create(body);
    void reply.header('location', `/api/v1/units/${encodeURIComponent(unit.code)}`);
    return unit;
  }

  @Patch(':code')
  @Access('editor')
  @ApiOperation({ summary: 'Change a unit; aliases are replaced as a whole' })
  @ApiParam(CODE_PARAM)
  @ApiBody({
    schema: toOpenApi(unitPatchSchema, 'input'),
    examples: { aliases: { value: { aliases: ['кв.м', 'sqm', 'квадрат'] } } },
  })
  @ApiOk(200, 'As it is now.', unitSchema, EXAMPLE_UNIT)
  @ApiProblems('unit_not_found', 'duplicate_unit', 'validation_failed')
  async patch(
    @Param({ schema: unitParamsSchema }) { code }: UnitParams,
    @Body({ schema: unitPatchSchema }) body: z.output<typeof unitPatchSchema>,
  ): Promise<Unit> {
    return await this.units.update(code, body);
  }

  @Delete(':code')
  @Access('editor')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a unit that no material has' })
  @ApiParam(CODE_PARAM)
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems('unit_not_found', 'unit_in_use', 'validation_failed')
  async delete(@Param({ schema: unitParamsSchema }) { code }: UnitParams): Promise<void> {
    await this.units.delete(code);
  }
}
