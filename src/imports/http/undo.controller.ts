import { Controller, Delete, HttpCode, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access, ApiProblems, idParamsSchema } from '../../common/index.js';
import { PriceListUndo } from '../price-list-undo.js';

@ApiTags('Suppliers')
@Access('viewer')
@Controller('price-lists')
export class UndoController {
  constructor(private readonly lists: PriceListUndo) {}

  @Delete(':id')
  @Access('editor')
  @HttpCode(204)
  @ApiOperation({ summary: "Take back what the supplier's latest price list did, and nothing else" })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiNoContentResponse({ description: 'Taken back.' })
  @ApiProblems('price_list_not_found', 'conflict', 'validation_failed', 'database_unavailable')
  async undo(@Param({ schema: idParamsSchema }) { id }: z.output<typeof idParamsSchema>): Promise<void> {
    await this.lists.undo(id);
  }
}
