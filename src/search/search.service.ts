import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { AppError, Clock, type CatalogueFilter } from '../common/index.js';
import { embeddingsConfig, type EmbeddingsConfig } from '../embeddings/index.js';
import type { QueryUnderstanding } from '../lexical-index/index.js';
import { CatalogueFilterResolver } from '../materials/index.js';
import { Breaker } from './breaker.js';
import { rankFindings, type Findings } from './candidates.js';
import { DeadlineError, withDeadline } from './deadline.js';
import { LexicalRetriever, type LexicalAnswer } from './lexical-retriever.js';
import { PageReader } from './page-reader.js';
import { ResultSet } from './result-set.js';
import { searchConfig, type SearchConfig } from './search.config.js';
import type { Retriever, SearchQuestion } from './search.types.js';
import type { SearchAnswer } from './search-answer.js';
import { SearchMetrics } from './search-metrics.js';
import { SemanticRetriever, type SemanticAnswer } from './semantic-retriever.js';
import { textToEmbed } from './text-to-embed.js';

/** What a batch has done already for a question. */
export interface Prepared {
  understanding: QueryUnderstanding | null;
  /** Null: embedding failed. */
  vector: Float32Array | null;
}

/** One retriever's part: what it found, or null when it was not asked or did not answer. */
interface Leg<T> {
  answer: T | null;
  /** It was asked, and did not answer. */
  failed: boolean;
}

/** Share of the catalogue with vectors below which an answer by meaning is a part of one. */
const ENOUGH_COVERAGE = 0.5;

const NOT_ASKED = { answer: null, failed: false } as const;

/** How a question becomes a result: docs/search.md has the picture. */
@Injectable()
export class SearchService {
  private readonly logger = new Logger(SearchService.name);
  private readonly breakers: Readonly<Record<Retriever, Breaker>>;
  private readonly failing = new Set<Retriever>();

  constructor(
    private readonly clock: Clock,
    private readonly filters: CatalogueFilterResolver,
    private readonly lexical: LexicalRetriever,
    private readonly semantic: SemanticRetriever,
    private readonly resultSet: ResultSet,
    private readonly pages: PageReader,
    @Inject(searchConfig.KEY) private readonly config: SearchConfig,
    @Inject(embeddingsConfig.KEY) private readonly embeddings: EmbeddingsConfig,
    @Optional() private readonly metrics?: SearchMetrics,
  ) {
    this.breakers = { lexical: new Breaker(clock), semantic: new Breaker(clock) };
  }

  /**
   * Answers one question. A retriever that is late or down is left out and named in `degraded`.
   *
   * @throws AppError `search_unavailable` when neither retriever answers, `database_unavailable` when the rows cannot be read.
   */
  async search(question: SearchQuestion, prepared?: Prepared): Promise<SearchAnswer> {
    const startedMs = this.clock.monotonic();
    const filter = await this.filters.resolve(question);
    const { findings, degraded } = await this.find(question, filter, prepared);
    const set = await rankFindings(findings, question.facets, this.lexical, this.resultSet);
    const items = await this.pages.read(question, set, findings);
    return {
      query: {
        text: question.typed,
        interpreted: findings.understanding?.interpreted ?? question.q,
        corrections: findings.understanding?.corrections ?? [],
        sizes: findings.understanding?.sizes ?? [],
        units: findings.understanding?.units ?? [],
        price: question.askedPrice,
      },
      items,
      total: set.statistics.total,
      facets: set.statistics.facets,
      mode: question.mode,
      degraded,
      tookMs: Math.round((this.clock.monotonic() - startedMs) * 10) / 10,
      // What is switched off by configuration will not come back by itself: such an answer is as whole as it gets.
      whole: degraded.every((retriever) => retriever === 'semantic' && !this.embeddings.enabled),
    };
  }

  /** The query as words understand it, for a batch; null when word search does not answer. */
  async understand({
    q,
    correct,
  }: Pick<SearchQuestion, 'q' | 'correct'>): Promise<QueryUnderstanding | null> {
    return (
      await this.leg('lexical', this.config.lexicalTimeoutMs, (signal) =>
        this.lexical.understand(q, correct, signal),
      )
    ).answer;
  }

  private async find(
    question: SearchQuestion,
    filter: CatalogueFilter,
    prepared?: Prepared,
  ): Promise<{ findings: Findings; degraded: Retriever[] }> {
    const understood = new Understood();
    const byWords =
      question.mode === 'semantic' ? null : this.byWords(question, filter, understood, prepared);
    if (!byWords) void this.understandInto(question, understood, prepared);
    const byMeaning =
      question.mode === 'lexical' ? null : this.byMeaning(question, filter, understood, prepared);
    let [words, meaning] = await Promise.all([byWords ?? NOT_ASKED, byMeaning ?? NOT_ASKED]);
    // Asked for one way only, and it fails: the other one answers in its place.
    if (question.mode === 'semantic' && meaning.failed) {
      words = await this.byWords(question, filter, understood, prepared);
    } else if (question.mode === 'lexical' && words.failed) {
      meaning = await this.byMeaning(question, filter, understood, prepared);
    }
    if (!words.answer && !meaning.answer) {
      throw new AppError(
        'search_unavailable',
        'Neither word search nor search by meaning answers. Try again shortly.',
        {
          headers: { 'retry-after': '2' },
        },
      );
    }
    const degraded: Retriever[] = [];
    if (words.failed) degraded.push('lexical');
    if (meaning.failed || (meaning.answer && meaning.answer.coverage < ENOUGH_COVERAGE))
      degraded.push('semantic');
    return {
      findings: {
        understanding: words.answer?.query ?? understood.value,
        lexical: words.answer,
        semantic: meaning.answer,
        filter,
      },
      degraded,
    };
  }

  private byWords(
    question: SearchQuestion,
    filter: CatalogueFilter,
    understood: Understood,
    prepared: Prepared | undefined,
  ): Promise<Leg<LexicalAnswer>> {
    return this.leg('lexical', this.config.lexicalTimeoutMs, async (signal) => {
      try {
        understood.settle(
          prepared?.understanding ?? (await this.lexical.understand(question.q, question.correct, signal)),
        );
      } catch (error) {
        understood.settle(null);
        throw error;
      }
      const understanding = understood.value;
      if (!understanding) throw new Error('The query was not understood in time.');
      return this.lexical.retrieve(understanding, filter, question.facets, signal);
    });
  }

  /** Words are not searched, but what they mean is still shown and embedded. */
  private async understandInto(
    question: SearchQuestion,
    understood: Understood,
    prepared?: Prepared,
  ): Promise<void> {
    understood.settle(prepared?.understanding ?? (await this.understand(question)));
  }

  private byMeaning(
    question: SearchQuestion,
    filter: CatalogueFilter,
    understood: Understood,
    prepared: Prepared | undefined,
  ): Promise<Leg<SemanticAnswer>> {
    if (!this.embeddings.enabled || (prepared && !prepared.vector)) {
      return Promise.resolve({ answer: null, failed: true });
    }
    const until = this.clock.monotonic() + this.config.semanticTimeoutMs;
    return this.leg('semantic', this.config.semanticTimeoutMs, async (signal) => {
      const vector = prepared?.vector ?? (await this.embed(question, understood, until));
      return this.semantic.retrieve(vector, filter, signal);
    });
  }

  private async embed(
    question: SearchQuestion,
    understood: Understood,
    until: number,
  ): Promise<Float32Array> {
    // Corrections help the model as well, but it does not wait for them longer than it can afford.
    const patience = this.clock.sleep(this.config.semanticTimeoutMs / 3).then(() => null);
    const understanding = await Promise.race([understood.promise, patience]);
    const [vector] = await this.semantic.embed(
      [textToEmbed(question.q, understanding)],
      Math.max(0, until - this.clock.monotonic()),
    );
    if (!vector) throw new Error('The embedder returned no vector.');
    return vector;
  }

  private async leg<T>(
    retriever: Retriever,
    timeoutMs: number,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<Leg<T>> {
    const breaker = this.breakers[retriever];
    if (!breaker.tryEnter()) {
      this.metrics?.leg(retriever, 'skipped', 0);
      return { answer: null, failed: true };
    }
    const startedMs = this.clock.monotonic();
    try {
      const answer = await withDeadline(this.clock, timeoutMs, work);
      breaker.answered();
      this.metrics?.leg(retriever, 'answered', this.clock.monotonic() - startedMs);
      if (this.failing.delete(retriever)) this.logger.log({ msg: 'A retriever answers again', retriever });
      return { answer, failed: false };
    } catch (error) {
      const late = error instanceof DeadlineError;
      this.metrics?.leg(retriever, late ? 'late' : 'failed', this.clock.monotonic() - startedMs);
      if (late) breaker.wasLate();
      else breaker.answered();
      const failure = { msg: 'A retriever does not answer: going on without it', retriever, err: error };
      // Loud once when it begins, not with every query.
      if (this.failing.has(retriever)) this.logger.debug(failure);
      else this.logger.warn(failure);
      this.failing.add(retriever);
      return { answer: null, failed: true };
    }
  }
}

/** The understanding of one query: made by one leg, awaited by the other. */
class Understood {
  value: QueryUnderstanding | null = null;
  readonly promise: Promise<QueryUnderstanding | null>;
  private resolve!: (value: QueryUnderstanding | null) => void;

  constructor() {
    this.promise = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  settle(value: QueryUnderstanding | null): void {
    this.value = value;
    this.resolve(value);
  }
}
