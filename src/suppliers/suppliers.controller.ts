import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Access, ApiOk, ApiProblems, idParamsSchema, toOpenApi, type Page } from '../common/index.js';
import {
  EXAMPLE_PRICE_LIST,
  EXAMPLE_SUPPLIER,
  pageQuerySchema,
  priceListPageSchema,
  supplierBodySchema,
  supplierPageSchema,
  supplierSchema,
  type PageQuery,
} from './dto/supplier.dto.js';
import { ApiPage } from './dto/api-page.js';
import type { PriceList, Supplier } from './supplier.js';
import { SuppliersService } from './suppliers.service.js';

type IdParams = z.output<typeof idParamsSchema>;

@ApiTags('Suppliers')
@Access('viewer')
@Controller('suppliers')
export class SuppliersController {
  constructor(private readonly suppliers: SuppliersService) {}

  @Get()
  @ApiOperation({ summary: 'List suppliers' })
  @ApiPage()
  @ApiOk(200, 'One page.', supplierPageSchema, { items: [EXAMPLE_SUPPLIER], nextCursor: null })
  @ApiProblems('validation_failed', 'database_unavailable')
  async list(@Query({ schema: pageQuerySchema }) { limit, cursor }: PageQuery): Promise<Page<Supplier>> {
    return this.suppliers.list(limit, cursor);
  }

  @Post()
  @Access('editor')
  @ApiOperation({ summary: 'Create a supplier' })
  @ApiBody({
    schema: toOpenApi(supplierBodySchema, 'input'),
    examples: { supplier: { value: { name: EXAMPLE_SUPPLIER.name } } },
  })
  @ApiOk(201, 'Created.', supplierSchema, EXAMPLE_SUPPLIER)
  @ApiProblems(
    'malformed_json',
    'duplicate_supplier',
    'payload_too_large',
    'unsupported_media_type',
    'validation_failed',
    'database_unavailable',
  )
  async create(
    @Body({ schema: supplierBodySchema }) { name }: z.output<typeof supplierBodySchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Supplier> {
    const supplier = await this.suppliers.create(name);
    void reply.header('location', `/api/v1/suppliers/${supplier.id}`);
    return supplier;
  }

  @Get(':id')
  @ApiOperation({ summary: 'Get a supplier' })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiOk(200, 'The supplier.', supplierSchema, EXAMPLE_SUPPLIER)
  @ApiProblems('supplier_not_found', 'validation_failed', 'database_unavailable')
  async get(@Param({ schema: idParamsSchema }) { id }: IdParams): Promise<Supplier> {
    return this.suppliers.get(id);
  }

  @Get(':id/price-lists')
  @ApiOperation({ summary: 'Price lists of a supplier, the newest first' })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiPage()
  @ApiOk(200, 'One page.', priceListPageSchema, { items: [EXAMPLE_PRICE_LIST], nextCursor: null })
  @ApiProblems('supplier_not_found', 'validation_failed', 'database_unavailable')
  async priceLists(
    @Param({ schema: idParamsSchema }) { id }: IdParams,
    @Query({ schema: pageQuerySchema }) { limit, cursor }: PageQuery,
  ): Promise<Page<PriceList>> {
    return this.suppliers.priceListsOf(id, limit, cursor);
  }
}
