import type { CatalogueFilter } from '../../common/index.js';
import type { Code, PlacedMeasure } from '../../text-analysis/index.js';

/** How a word the user typed became the word that is searched. */
export interface QueryCorrection {
  from: string;
  to: string;
  kind: 'layout' | 'translit' | 'typo' | 'synonym' | 'lookalike';
}

/** A measure asked for. Lengths are millimetres; `values` keeps the order of a dimension such as 50x150x6000. */
export interface QuerySize {
  text: string;
  values: readonly number[];
  /** Canonical unit (`mm`, `kg`, `l`, `w`, ...), or null for a bare number or a dimension whose unit nobody wrote. */
  unit: string | null;
}

/** A measure asked for, as it is held against those of a name. */
export interface AskedMeasure extends PlacedMeasure {
  /** The numbers it was made of by guess: they may also have been meant one by one. */
  parts?: readonly PlacedMeasure[];
}

/** One way to satisfy a group: every lexeme of it. */
export interface TermAlternative {
  lexemes: readonly string[];
  /** 1 for what was typed, less for what was inferred (synonym, correction). */
  weight: number;
  /** What stands for the group, for people; absent for the user's own words. */
  text?: string;
  /** Lexemes that say what the thing is for, of a term that also says what it is: foam in "пистолет для пены". */
  purpose?: readonly string[];
  /** What is asked for is for this, and is not this: "под ламинат" asks for an underlay. */
  served?: boolean;
}

/** One meaningful term of the query with everything that may stand for it in the catalogue. */
export interface TermGroup {
  /** As understood, for people. */
  text: string;
  kind: 'word' | 'number' | 'size' | 'code' | 'brand' | 'category';
  alternatives: readonly TermAlternative[];
  /** Wider alternatives, asked for when too few materials match: the bare noun of a term of several words. */
  fallback: readonly TermAlternative[];
  /** Inverse document frequency, 0 (everywhere) to about 15; unknown terms have the highest. */
  idf: number;
  /** The thing asked for: a hit that misses it is no hit. */
  required: boolean;
  /** What the thing is for ("под плитку", "для фасада"): agreeing is good, lacking is no fault. */
  context: boolean;
  /** Stands behind a preposition of purpose: "под ламинат", "для плитки". */
  purpose?: boolean;
  /** False when nothing in the catalogue can match it. */
  known: boolean;
  /** Stands after "и", "или" or a comma. */
  coordinated?: boolean;
  /** The alternatives of each of the things that were joined to this: "цемент и песок". */
  parts?: readonly (readonly TermAlternative[])[];
  /** What the thing shall not have: "без стекла". Nothing must match it, and what has it stands behind. */
  excluded?: boolean;
  /** Some word for it names things in the catalogue, and is not merely a mark in the names of others. */
  namesThings: boolean;
  /** It mostly does: half and more of the names with it. "ПВС" leads some names, and follows the wire in others. */
  mostlyNamesThings: boolean;
}

/** What a query means, as far as words can tell. Opaque but for what is documented: only its maker reads the rest. */
export interface QueryUnderstanding {
  /** As typed. */
  text: string;
  /** As understood: corrected, in the user's order. */
  interpreted: string;
  corrections: readonly QueryCorrection[];
  sizes: readonly QuerySize[];
  /** Canonical units named in the query. */
  units: readonly string[];
  groups: readonly TermGroup[];
  /** Sizes, amounts and grades asked for, to be held against those of a name. */
  asked: { readonly measures: readonly AskedMeasure[]; readonly codes: readonly Code[] };
  /** Hint for fusion: `need` is a question in words, where meaning counts for more than words. */
  kind: 'sku' | 'code' | 'name' | 'need' | 'category' | 'brand' | 'empty';
  /** Share of the query's weight (idf) that the catalogue's vocabulary knows, 0 to 1. Near 0: the catalogue has no such thing. */
  knownShare: number;
  /** It names, by a common word, a thing or a use from outside the trade that nothing here is called by: "зубная щетка", "лак для ногтей". */
  isForeign: boolean;
  /** False when nothing can match lexically: nobody here knows a word for the thing asked for. */
  answerable: boolean;
  /** The article numbers asked for, folded: what they begin with, or what stands within them. Null where none is; `kind` is `sku` where some is. */
  sku: { readonly keys: readonly string[]; readonly within: boolean } | null;
}

/** What of a query a material must satisfy to match. */
export interface MatchPlan {
  /** As indexes into the groups of the query; empty: nothing matches lexically. */
  matchGroups: readonly number[];
  /** Whether the groups' `fallback` alternatives match as well. */
  widened: boolean;
  /** Categories whose members all match: those of the few materials that bear a series or article the query names. */
  likeCategoryIds: readonly string[];
}

/** A query of which it is decided what must match. */
export interface PlannedQuery extends QueryUnderstanding {
  plan: MatchPlan;
}

export interface LexicalFeatures {
  /** Share of the query's weight found in the material, 0 to 1. */
  coverage: number;
  /** The thing asked for is what the name says the material is. */
  nounMatched: boolean;
  /** -1 a size contradicts the query, 0 nothing to compare, 1 all agree. */
  sizeAgreement: number;
  /** Query words stand together and in order in the name, 0 to 1. */
  phrase: number;
  brandMatched: boolean;
  categoryMatched: boolean;
  sku: 'exact' | 'prefix' | 'infix' | null;
}

export interface LexicalHit {
  /** Id of the material. */
  id: string;
  /** 0 to 1, comparable across queries as far as words allow: 0.8 and more is "just what was asked", below 0.35 a weak guess. */
  score: number;
  features: LexicalFeatures;
}

export interface LexicalSuggestion {
  text: string;
  kind: 'query' | 'material' | 'category' | 'brand';
  /** Id of the material or category. */
  id?: string;
}

export interface LexicalRetrieveOptions {
  /** At most this many hits, 1 to 10 100. The best few hundred are ranked by features, the rest of the matches follow by id. */
  limit: number;
  filter?: CatalogueFilter;
  signal?: AbortSignal;
}

/** A condition over the table alias `m` (materials). Parameters are numbered from `$first`. */
export interface SqlPredicate {
  sql: string;
  parameters: unknown[];
}

export interface LexicalIndexState {
  /** Materials in the catalogue. */
  materials: number;
  /** Materials whose lexical document was written by the current analysis. */
  indexed: number;
  /** Distinct words in the lexicon. */
  words: number;
}

/**
 * Word search over the catalogue. Every method rejects with AppError `search_unavailable` or `database_unavailable` when the
 * database cannot answer.
 */
export abstract class LexicalIndex {
  /**
   * Analyses, corrects and expands a query against the catalogue's vocabulary. Never fails on strange text.
   * @param options.correct false takes unknown words as they were typed; default true.
   */
  abstract understand(
    text: string,
    options?: { signal?: AbortSignal; correct?: boolean },
  ): Promise<QueryUnderstanding>;

  /**
   * The plan by which everything that is known of the query must match, when wider ones would be possible: most often it does, and asking
   * whether it does costs as much as the search itself. Whoever searches by it looks at {@link isEnough} and asks for the `plan` when it is not.
   * Null: there is nothing to try.
   */
  abstract strictest(understanding: QueryUnderstanding): PlannedQuery | null;

  /** Whether what the strictest plan found, with no filter, is what `plan` would decide for. */
  abstract isEnough(total: number, hasThing: boolean): boolean;

  /**
   * Decides what must match, by how many materials do; filters have no say, so that facets agree.
   * @param options.strictestFailed it was tried, and is not enough.
   */
  abstract plan(
    understanding: QueryUnderstanding,
    options?: { strictestFailed?: boolean },
  ): Promise<PlannedQuery>;

  /**
   * The matches narrowed by `filter`, best first; equal scores by id, so that pages are stable.
   * `hasThing`: some of them are the thing asked for, and do not merely mention it.
   */
  abstract retrieve(
    query: PlannedQuery,
    options: LexicalRetrieveOptions,
  ): Promise<{ hits: LexicalHit[]; hasThing: boolean }>;

  /**
   * Exactly the set `retrieve` draws from, filters apart: totals and facets count it.
   * @param first number of the first parameter placeholder, 1 when the predicate stands alone.
   */
  abstract matches(query: PlannedQuery, first?: number): SqlPredicate;

  /** Scores given materials (found by meaning, say) against the query; ids that are gone are left out. */
  abstract score(
    query: QueryUnderstanding | PlannedQuery,
    materialIds: readonly string[],
  ): Promise<LexicalHit[]>;

  /** Completions as one types; the last word of `prefix` may be unfinished. */
  abstract suggest(prefix: string, limit: number): Promise<LexicalSuggestion[]>;

  /** HTML-escaped `text` with `<mark>` around what the query matched (synonyms and corrections included); null when nothing did. */
  abstract highlight(understanding: QueryUnderstanding, text: string): string | null;

  /** Writes (or, for materials that are gone, removes) the lexical documents and keeps the lexicon's counts. Idempotent. */
  abstract index(materialIds: readonly string[]): Promise<void>;

  /** Materials whose document an earlier analysis made, in the order of ids, at most `limit` after the one given (null: from the first). */
  abstract outdated(after: string | null, limit: number): Promise<string[]>;

  /**
   * Indexes what has no document of the current analysis, or everything; resumable, safe beside other instances.
   * @returns the number of materials indexed.
   */
  abstract indexAll(options?: {
    everything?: boolean;
    signal?: AbortSignal;
    onProgress?: (indexed: number, total: number) => void;
  }): Promise<number>;

  abstract state(): Promise<LexicalIndexState>;
}
