import { Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { HttpAdapterHost } from '@nestjs/core';
import { Clock, HealthRegistry } from '../common/index.js';
import { createEmbedder } from './create-embedder.js';
import { embeddingsConfig, type EmbeddingsConfig } from './embeddings.config.js';
import { Embedder } from './ports/embedder.port.js';

/** Provides the one {@link Embedder} of this installation. */
@Module({
  imports: [ConfigModule.forFeature(embeddingsConfig)],
  providers: [{ provide: Embedder, inject: [embeddingsConfig.KEY, Clock], useFactory: createEmbedder }],
  exports: [Embedder, ConfigModule],
})
export class EmbeddingsModule implements OnApplicationBootstrap {
  constructor(
    @Inject(embeddingsConfig.KEY) private readonly config: EmbeddingsConfig,
    private readonly embedder: Embedder,
    private readonly host: HttpAdapterHost,
    registry: HealthRegistry,
  ) {
    registry.register({
      key: 'embeddings',
      critical: false,
      check: async () => {
        const { status, model, dimensions } = await embedder.health();
        if (status === 'disabled') return { status: 'unused' };
        return { status: status === 'starting' ? 'degraded' : status, model, dimensions };
      },
    });
  }

  onApplicationBootstrap(): void {
    // A command line has its own idea of what it needs; a server wants its first search to be fast. Nobody waits for it.
    const serves = Boolean(this.host.httpAdapter);
    if (serves && this.config.enabled && this.config.preload) this.embedder.preload();
  }
}
