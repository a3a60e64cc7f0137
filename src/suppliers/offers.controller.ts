import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access, ApiOk, ApiProblems, idParamsSchema } from '../common/index.js';
import { EXAMPLE_OFFER, EXAMPLE_PRICE_PERIOD, offersSchema, priceHistorySchema } from './dto/supplier.dto.js';
import type { Offer, PricePeriod } from './supplier.js';
import { SuppliersService } from './suppliers.service.js';

type IdParams = z.output<typeof idParamsSchema>;

@ApiTags('Suppliers')
@Access('viewer')
@Controller('materials/:id')
export class OffersController {
  constructor(private readonly suppliers: SuppliersService) {}

  @Get('offers')
  @ApiOperation({ summary: 'Current offers of a material, the cheapest per base unit first' })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiOk(200, 'The offers.', offersSchema, { items: [EXAMPLE_OFFER] })
  @ApiProblems('material_not_found', 'validation_failed', 'database_unavailable')
  async offers(@Param({ schema: idParamsSchema }) { id }: IdParams): Promise<{ items: Offer[] }> {
    return { items: await this.suppliers.offersOf(id) };
  }

  @Get('price-history')
  @ApiOperation({ summary: 'Prices of a material at every supplier, the newest first' })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiOk(200, 'The prices and when they stood.', priceHistorySchema, { items: [EXAMPLE_PRICE_PERIOD] })
  @ApiProblems('material_not_found', 'validation_failed', 'database_unavailable')
  async priceHistory(@Param({ schema: idParamsSchema }) { id }: IdParams): Promise<{ items: PricePeriod[] }> {
    return { items: await this.suppliers.priceHistoryOf(id) };
  }
}
