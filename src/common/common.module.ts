import { Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';
import { HealthRegistry } from './health-registry.js';

@Global()
@Module({
  providers: [{ provide: Clock, useClass: SystemClock }, HealthRegistry],
  exports: [Clock, HealthRegistry],
})
export class CommonModule {}
