export { HealthRegistry, type HealthDetail, type HealthIndicator } from '../common/index.js';
export { healthConfig, type HealthConfig } from './health.config.js';
export { HealthModule } from './health.module.js';
export { HealthService, type HealthReport } from './health.service.js';
export { Readiness } from './readiness.js';
