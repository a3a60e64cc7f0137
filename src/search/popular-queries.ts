import { Inject, Injectable, Logger } from '@nestjs/common';
import { CacheAdmin } from '../cache/index.js';
import { Clock } from '../common/index.js';
import type { QueryUnderstanding } from '../lexical-index/index.js';
import { normalizeText, toRussianLayout } from '../text-analysis/index.js';
import { LexicalRetriever } from './lexical-retriever.js';

/** Most asked requests that are looked at; pages and filters of one query are several. */
const LOOKED_AT = 500;
/** Asked less often, a query is one person's own business and no help to others. */
const MIN_SCORE = 3;
const MAX_LENGTH = 60;
const REFRESH_MS = 60_000;
/** A share of the query's words (by weight) that the catalogue must know: what it does not hold is not suggested. */
const KNOWN_ENOUGH = 0.5;

interface Understands {
  understand(
    ...input: Parameters<LexicalRetriever['understand']>
  ): Promise<Pick<QueryUnderstanding, 'answerable' | 'knownShare'>>;
}

/** What people ask here most, for completions: known to the cache, refreshed beside the typing and never waited for. */
@Injectable()
export class PopularQueries {
  private readonly logger = new Logger(PopularQueries.name);
  /** Normalised, most asked first. */
  private queries: readonly string[] = [];
  private answered = new Map<string, boolean>();
  private refreshedMs = -Infinity;

  constructor(
    @Inject(CacheAdmin) private readonly cache: Pick<CacheAdmin, 'mostAsked'>,
    @Inject(LexicalRetriever) private readonly lexical: Understands,
    private readonly clock: Clock,
  ) {}

  /** Popular queries in which `typed` stands at the beginning of a word, in the keyboard layout meant; most asked first. */
  completing(typed: string, limit: number): string[] {
    if (this.clock.monotonic() - this.refreshedMs >= REFRESH_MS) {
      this.refreshedMs = this.clock.monotonic();
      this.refresh().catch((err: unknown) => {
        this.logger.warn({ msg: 'Popular queries could not be read: the ones known stay', err });
      });
    }
    const text = tidy(typed);
    if (text === '') return [];
    const completed = this.queries.filter((query) => ` ${query}`.includes(` ${text}`) && query !== text);
    const meant = completed.length > 0 || !/^[a-z[\];',. ]+$/.test(text) ? text : toRussianLayout(text);
    const found =
      meant === text ? completed : this.queries.filter((query) => ` ${query}`.includes(` ${meant}`));
    // What goes on from the typed text itself is nearer than what holds it somewhere.
    const [goingOn, holding] = [
      found.filter((query) => query.startsWith(meant)),
      found.filter((query) => !query.startsWith(meant)),
    ];
    return [...goingOn, ...holding].slice(0, limit);
  }

  /** Reads anew what is asked most. */
  async refresh(): Promise<void> {
    const { queries } = await this.cache.mostAsked(LOOKED_AT);
    const scores = new Map<string, number>();
    for (const { query, score } of queries) {
      const text = tidy(query);
      if (text !== '' && text.length <= MAX_LENGTH) scores.set(text, (scores.get(text) ?? 0) + score);
    }
    const often = [...scores].filter(([, score]) => score >= MIN_SCORE).sort(([, a], [, b]) => b - a);
    const answered = new Map<string, boolean>();
    for (const [text] of often) answered.set(text, this.answered.get(text) ?? (await this.isAnswered(text)));
    this.answered = answered;
    this.queries = often.flatMap(([text]) => (answered.get(text) === true ? [text] : []));
  }

  private async isAnswered(text: string): Promise<boolean> {
    // As typed: a query that had to be corrected is no good advice.
    const { answerable, knownShare } = await this.lexical.understand(
      text,
      false,
      new AbortController().signal,
    );
    return answerable && knownShare >= KNOWN_ENOUGH;
  }
}

function tidy(text: string): string {
  return normalizeText(text).replace(/\s+/g, ' ').trim();
}
