import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access, ApiOk, ApiProblems, idParamsSchema, type Page } from '../common/index.js';
import { ApiPage } from './dto/api-page.js';
import {
  EXAMPLE_PRICE_LIST,
  EXAMPLE_PRICE_LIST_ITEM,
  pageQuerySchema,
  priceListItemPageSchema,
  priceListSchema,
  type PageQuery,
} from './dto/supplier.dto.js';
import type { PriceList, PriceListItem } from './supplier.js';
import { SuppliersService } from './suppliers.service.js';

type IdParams = z.output<typeof idParamsSchema>;

@ApiTags('Suppliers')
@Access('viewer')
@Controller('price-lists')
export class PriceListsController {
  constructor(private readonly suppliers: SuppliersService) {}

  @Get(':id')
  @ApiOperation({ summary: 'Get a price list' })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiOk(200, 'The price list.', priceListSchema, EXAMPLE_PRICE_LIST)
  @ApiProblems('price_list_not_found', 'validation_failed', 'database_unavailable')
  async get(@Param({ schema: idParamsSchema }) { id }: IdParams): Promise<PriceList> {
    return this.suppliers.priceList(id);
  }

  @Get(':id/items')
  @ApiOperation({ summary: 'What stood in a price list, in the order of the file' })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiPage()
  @ApiOk(200, 'One page.', priceListItemPageSchema, { items: [EXAMPLE_PRICE_LIST_ITEM], nextCursor: null })
  @ApiProblems('price_list_not_found', 'validation_failed', 'database_unavailable')
  async items(
    @Param({ schema: idParamsSchema }) { id }: IdParams,
    @Query({ schema: pageQuerySchema }) { limit, cursor }: PageQuery,
  ): Promise<Page<PriceListItem>> {
    return this.suppliers.priceListItems(id, limit, cursor);
  }
}
