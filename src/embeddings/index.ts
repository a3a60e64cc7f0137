export { composeText, TEXT_RECIPE, type ComposableMaterial } from './composed-text.js';
export { embeddingsConfig, type EmbeddingsConfig } from './embeddings.config.js';
export { EmbeddingsModule } from './embeddings.module.js';
export * from './ports/embedder.port.js';
