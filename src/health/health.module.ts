import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { TerminusModule } from '@nestjs/terminus';
import { healthConfig } from './health.config.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { Readiness } from './readiness.js';

@Module({
  imports: [ConfigModule.forFeature(healthConfig), TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [HealthService, Readiness],
  exports: [Readiness, HealthService],
})
export class HealthModule {}
