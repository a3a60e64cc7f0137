export { PAGE_ROUTES, servePage } from './serve-page.js';
export { webConfig, type WebConfig } from './web.config.js';
