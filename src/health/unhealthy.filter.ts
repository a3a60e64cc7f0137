import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { HealthReport } from './health.service.js';

/** A failing report travels as an error, so that no cache keeps it; its body is the report, not problem details. */
export class UnhealthyError extends Error {
  constructor(readonly report: HealthReport) {
    super(`Health: ${report.status}`);
  }
}

@Catch(UnhealthyError)
export class UnhealthyFilter implements ExceptionFilter<UnhealthyError> {
  catch(error: UnhealthyError, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply
      .status(503)
      .header('content-type', 'application/json; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(JSON.stringify(error.report));
  }
}
