import { Readable } from 'node:stream';
import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  Access,
  Cost,
  ApiOk,
  ApiProblems,
  Clock,
  idParamsSchema,
  parseOrThrow,
  type Page,
} from '../../common/index.js';
import { ImportsService } from '../imports.service.js';
import { ROW_STATUSES, type ImportRow } from '../import-row.store.js';
import { toCsv } from './csv.js';
import { importEvents } from './import-events.js';
import {
  acceptedSchema,
  EXAMPLE_IMPORT,
  EXAMPLE_ROW,
  importListSchema,
  importPageSchema,
  importSchema,
  rowPageSchema,
  rowsQuerySchema,
  toImportResponse,
  uploadFieldsSchema,
  type ImportResponse,
} from './import.dto.js';
import { receiveUpload } from './upload.js';

type IdParams = z.output<typeof idParamsSchema>;
const ApiId = ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } });
const ApiLimit = ApiQuery({
  name: 'limit',
  required: false,
  schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
});
const ApiCursor = ApiQuery({ name: 'cursor', required: false, schema: { type: 'string', maxLength: 2000 } });

@ApiTags('Imports')
@Access('viewer')
@Controller('imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Cost(20)
  @Access('editor')
  @HttpCode(202)
  @ApiOperation({ summary: 'Upload a price list; the same file again answers the import it already has' })
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file', 'supplier'],
      properties: {
        file: { type: 'string', format: 'binary', description: '.csv, .tsv, .txt, .xlsx; also .gz' },
        supplier: { type: 'string', maxLength: 200, description: 'Name; created on first use.' },
        dryRun: { type: 'boolean', default: false, description: 'Show what would happen; save nothing.' },
        atomic: { type: 'boolean', default: false, description: 'One rejected row refuses the whole file.' },
        encoding: { type: 'string', description: 'Overrides the detection.' },
        mapping: {
          type: 'string',
          description: 'JSON: our field to column header; "" when no column is that field.',
        },
        currency: { type: 'string', default: 'RUB' },
      },
    },
    examples: { file: { value: { supplier: 'СтройБаза', file: '(the bytes of price.csv)' } } },
  })
  @ApiOk(202, 'Taken in; Location says where to follow it.', acceptedSchema, {
    id: EXAMPLE_IMPORT.id,
    status: 'queued',
  })
  @ApiProblems(
    'malformed_request',
    'payload_too_large',
    'unsupported_media_type',
    'validation_failed',
    'database_unavailable',
  )
  async upload(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.output<typeof acceptedSchema>> {
    const upload = await receiveUpload(request, this.imports.maxFileBytes);
    try {
      const fields = parseOrThrow(uploadFieldsSchema, upload.fields);
      const { job } = await this.imports.submit({
        file: upload.file.path,
        fileName: upload.file.name,
        sizeBytes: upload.file.sizeBytes,
        contentHash: upload.file.contentHash,
        supplier: fields.supplier,
        dryRun: fields.dryRun,
        atomic: fields.atomic,
        options: {
          encoding: fields.encoding ?? null,
          mapping: fields.mapping ?? null,
          currency: fields.currency,
        },
      });
      void reply.header('location', `/api/v1/imports/${job.id}`);
      return { id: job.id, status: job.status };
    } finally {
      await upload.remove();
    }
  }

  @Get()
  @ApiOperation({ summary: 'List imports, the newest first' })
  @ApiLimit
  @ApiCursor
  @ApiOk(200, 'One page.', importPageSchema, { items: [EXAMPLE_IMPORT], nextCursor: null })
  @ApiProblems('validation_failed', 'database_unavailable')
  async list(
    @Query({ schema: importListSchema }) { limit, cursor }: z.output<typeof importListSchema>,
  ): Promise<Page<ImportResponse>> {
    const page = await this.imports.list(limit, cursor);
    return { ...page, items: page.items.map(toImportResponse) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'State of an import' })
  @ApiId
  @ApiOk(200, 'As it is now.', importSchema, EXAMPLE_IMPORT)
  @ApiProblems('import_not_found', 'validation_failed', 'database_unavailable')
  async get(@Param({ schema: idParamsSchema }) { id }: IdParams): Promise<ImportResponse> {
    return toImportResponse(await this.imports.get(id));
  }

  @Get(':id/events')
  @ApiOperation({ summary: 'The same as server-sent events, until the import has ended' })
  @ApiId
  @ApiResponse({
    status: 200,
    description: 'One event whenever something changed; its data is the import as JSON.',
    content: {
      'text/event-stream': {
        schema: {
          type: 'object',
          required: ['data'],
          properties: { data: { type: 'string', description: 'JSON' } },
        },
        example: { data: JSON.stringify(EXAMPLE_IMPORT) },
      },
    },
  })
  @ApiProblems('import_not_found', 'validation_failed', 'database_unavailable')
  async events(
    @Param({ schema: idParamsSchema }) { id }: IdParams,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.imports.get(id);
    void reply
      .headers({
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      .send(importEvents(() => this.imports.get(id), this.clock));
  }

  @Get(':id/rows')
  @ApiOperation({ summary: 'What became of the rows of a file; Accept: text/csv downloads all of them' })
  @ApiId
  @ApiQuery({ name: 'status', required: false, schema: { type: 'string', enum: [...ROW_STATUSES] } })
  @ApiQuery({
    name: 'minPriceChange',
    required: false,
    schema: { type: 'number', minimum: 0, maximum: 1_000_000 },
    description: 'Only rows whose price moved by so many percent or more.',
  })
  @ApiLimit
  @ApiCursor
  @ApiProduces('application/json', 'text/csv')
  @ApiOk(200, 'One page.', rowPageSchema, { items: [EXAMPLE_ROW], nextCursor: null })
  @ApiProblems('import_not_found', 'validation_failed', 'database_unavailable')
  async rows(
    @Param({ schema: idParamsSchema }) { id }: IdParams,
    @Query({ schema: rowsQuerySchema }) { limit, cursor, ...filter }: z.output<typeof rowsQuerySchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<ImportRow> | Readable> {
    if (!/\btext\/csv\b/.test(request.headers.accept ?? '')) {
      return this.imports.rowsOf(id, filter, limit, cursor);
    }
    await this.imports.get(id);
    void reply.headers({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="import-${id}.csv"`,
    });
    return Readable.from(toCsv(this.imports.allRows(id, filter)));
  }

  @Delete(':id')
  @Access('editor')
  @HttpCode(202)
  @ApiOperation({ summary: 'Cancel an import that waits or runs' })
  @ApiId
  @ApiOk(202, 'Asked to stop; follow its state.', importSchema, { ...EXAMPLE_IMPORT, status: 'cancelled' })
  @ApiProblems('import_not_found', 'import_not_running', 'validation_failed', 'database_unavailable')
  async cancel(@Param({ schema: idParamsSchema }) { id }: IdParams): Promise<ImportResponse> {
    await this.imports.cancel(id);
    return toImportResponse(await this.imports.get(id));
  }
}
