import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  parseOrThrow,
  statusOf,
  toAppError,
  toProblem,
  type AppError,
  type Problem,
} from '../common/index.js';
import { searchBodySchema } from './dto/search-request.js';
import { searchConfig, type SearchConfig } from './search.config.js';
import type { SearchAnswer } from './search-answer.js';
import { SearchService, type Prepared } from './search.service.js';
import type { SearchQuestion } from './search.types.js';
import { SemanticRetriever } from './semantic-retriever.js';
import { textToEmbed } from './text-to-embed.js';

export type BatchResult = { answer: SearchAnswer } | { problem: Problem };

/** Questions of one batch worked on at a time: a batch must not take the whole database pool. */
const CONCURRENCY = 4;

type Parsed = { question: SearchQuestion; understanding: Prepared['understanding'] } | { error: AppError };

/** Answers a list of questions: embedded in one call, each one standing for itself. */
@Injectable()
export class BatchSearchService {
  private readonly logger = new Logger(BatchSearchService.name);

  constructor(
    private readonly search: SearchService,
    private readonly semantic: SemanticRetriever,
    @Inject(searchConfig.KEY) private readonly config: SearchConfig,
  ) {}

  /** Results in the order asked; a question that fails is a problem and fails no other. */
  async searchAll(
    inputs: readonly unknown[],
    request: { instance: string; requestId: string },
  ): Promise<BatchResult[]> {
    const parsed = await mapLimited(inputs, CONCURRENCY, (input) => this.parse(input));
    const vectors = await this.embed(parsed);
    return mapLimited(parsed, CONCURRENCY, async (entry, i): Promise<BatchResult> => {
      try {
        if ('error' in entry) throw entry.error;
        const { question, understanding } = entry;
        return {
          answer: await this.search.search(question, { understanding, vector: vectors.get(i) ?? null }),
        };
      } catch (thrown) {
        const error = toAppError(thrown);
        if (statusOf(error.code) >= 500)
          this.logger.error({ msg: 'A question of a batch failed', index: i, err: error });
        return { problem: toProblem(error, request) };
      }
    });
  }

  private async parse(input: unknown): Promise<Parsed> {
    try {
      const question = parseOrThrow(searchBodySchema, input);
      return { question, understanding: await this.search.understand(question) };
    } catch (thrown) {
      return { error: toAppError(thrown) };
    }
  }

  /** Vectors by index of the question; empty when the embedder does not answer in time. */
  private async embed(parsed: readonly Parsed[]): Promise<Map<number, Float32Array>> {
    const texts = new Map<string, number[]>();
    parsed.forEach((entry, i) => {
      if ('error' in entry || entry.question.mode === 'lexical') return;
      const text = textToEmbed(entry.question.q, entry.understanding);
      texts.set(text, [...(texts.get(text) ?? []), i]);
    });
    if (texts.size === 0) return new Map();
    try {
      const vectors = await this.semantic.embed([...texts.keys()], this.config.batchSemanticTimeoutMs);
      return new Map(
        [...texts.values()].flatMap((indexes, t) => {
          const vector = vectors[t];
          return vector ? indexes.map((i) => [i, vector] as const) : [];
        }),
      );
    } catch (error) {
      this.logger.warn({ msg: 'The embedder did not answer a batch', err: error });
      return new Map();
    }
  }
}

/** `map` with at most `limit` calls under way. */
async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const entries = items.entries();
  const worker = async (): Promise<void> => {
    for (const [i, item] of entries) results[i] = await work(item, i);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
