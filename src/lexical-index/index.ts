export { findableRows } from './findable.js';
export { LexicalIndexModule } from './lexical-index.module.js';
export * from './ports/lexical-index.port.js';
