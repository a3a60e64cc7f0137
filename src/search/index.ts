export { BatchSearchService, type BatchResult } from './batch-search.service.js';
export { SearchModule } from './search.module.js';
export type { SearchAnswer, SearchItem } from './search-answer.js';
export { SearchService } from './search.service.js';
export type { SearchQuestion } from './search.types.js';
