export { LoadShedding } from './load-shedding.js';
export { RateLimits } from './rate-limits.js';
export { RateLimitingModule } from './rate-limiting.module.js';
