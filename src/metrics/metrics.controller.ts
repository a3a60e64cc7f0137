import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../common/index.js';
import { MetricsRegistry } from './metrics-registry.js';

const EXAMPLE = `# HELP catalogue_http_requests_in_flight Requests being answered now.
# TYPE catalogue_http_requests_in_flight gauge
catalogue_http_requests_in_flight 1
`;

@ApiTags('Health and operations')
@Access('viewer')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: MetricsRegistry) {}

  @Get()
  @ApiOperation({ summary: 'Metrics for Prometheus' })
  @ApiResponse({
    status: 200,
    description: 'Prometheus text exposition.',
    content: { 'text/plain': { schema: { type: 'string' }, example: EXAMPLE } },
  })
  async expose(@Res() reply: FastifyReply): Promise<void> {
    const text = await this.metrics.expose();
    void reply
      .header('content-type', this.metrics.contentType)
      .header('cache-control', 'no-store')
      .send(text);
  }
}
