import { analyze, looksLikeAdjective, type Word } from '../../text-analysis/index.js';
import { orderTokens, purposeOf, tokenLexeme } from '../query/tokens.js';
import { deedOf, isDeedWord } from './deeds.js';
import type { SynonymRule } from './synonym-rule.js';

export interface Expansion {
  /** As the rule's author wrote it. */
  text: string;
  lexemes: readonly string[];
  weight: number;
  purpose?: readonly string[];
}

/** An expansion, and what the thing of its term is for: lexemes of the term. */
interface TermExpansion extends Expansion {
  termPurpose: readonly string[];
}

export interface SynonymMatch {
  /** How many words of the query the term covers. */
  length: number;
  /** Lexemes of the term that say what its thing is for, whether or not the query says "for": "сиденье унитаза". */
  purpose: readonly string[];
  expansions: readonly Expansion[];
}

/** A term or a target of a rule, taken apart. */
interface Phrase {
  text: string;
  /** One for each token: what a query must consist of to be this term. */
  lexemes: string[];
  /** Those that say what its thing is for. */
  purpose: string[];
  /** Its words but stop words. */
  words: readonly Word[];
}

function phraseOf(text: string): Phrase {
  const analysis = analyze(text);
  const tokens = orderTokens(analysis);
  return {
    text,
    lexemes: tokens.map(tokenLexeme).filter((lexeme) => lexeme !== ''),
    purpose: purposeOf(tokens),
    words: analysis.words.filter(({ stop }) => !stop),
  };
}

/** Lexemes of a term, one for each token: what a query must consist of to be this term. */
export function termLexemes(term: string): string[] {
  return phraseOf(term).lexemes;
}

function expansionOf({ text, lexemes, purpose }: Phrase, weight: number): Expansion {
  return { text, lexemes, weight, ...(purpose.length > 0 ? { purpose } : {}) };
}

/** What is left of an expansion's weight when it is expanded again. */
const BEYOND_WEIGHT = 0.9;

/** Longest term, in words. */
const MAX_TERM = 6;

/** Rules compiled for look-up by the tokens of a query; the order of a term's words is free. Immutable. */
export class SynonymSet {
  private readonly byKey = new Map<string, TermExpansion[]>();
  private readonly stems = new Set<string>();
  /** Of the stems those that some term has as an adjective. */
  private readonly adjectives = new Set<string>();
  /** Every word of every term, for corrections. */
  readonly words: readonly string[];
  readonly size: number;

  constructor(rules: readonly SynonymRule[]) {
    this.size = rules.length;
    const words = new Set<string>();
    // Rules share phrases, and each is compared with every other of its rule: taken apart once, all is compiled in half the time.
    const phrases = new Map<string, Phrase>();
    const taken = (text: string): Phrase => {
      const phrase = phrases.get(text) ?? phraseOf(text);
      phrases.set(text, phrase);
      return phrase;
    };
    for (const rule of rules) {
      const terms = rule.terms.map(taken);
      const also = rule.also.map(taken);
      for (const { stem, text } of terms.flatMap((term) => term.words)) {
        this.stems.add(stem);
        if (looksLikeAdjective(text)) this.adjectives.add(stem);
        if (text.length > 3) words.add(text);
      }
      for (const term of terms) {
        const targets = also.length > 0 ? also : terms.filter(({ text }) => text !== term.text);
        const expansions = targets.map((target) => expansionOf(target, rule.weight));
        this.add(
          term.lexemes,
          expansions.filter(({ lexemes }) => lexemes.length > 0),
          term.purpose,
        );
      }
    }
    this.words = [...words];
  }

  /** Whether some term holds the word, or another for the same deed. */
  knows(stem: string): boolean {
    return this.stems.has(stem) || isDeedWord(stem);
  }

  /** Whether it knows the word, and not only another part of speech with its stem: "полимерая" is no "полимер". */
  knowsWord({ text, stem }: Pick<Word, 'text' | 'stem'>): boolean {
    return this.knows(stem) && (!looksLikeAdjective(text) || this.adjectives.has(stem));
  }

  /** Everything the terms found in a query may be searched as. */
  lexemesFor(stems: readonly string[]): string[] {
    const matches = stems.flatMap((_, i) => this.matches(stems, i));
    return matches.flatMap(({ expansions }) => expansions.flatMap(({ lexemes }) => lexemes));
  }

  /** Those of the stems that belong to a term found among them. */
  coveredBy(stems: readonly string[]): Set<string> {
    const covered = new Set<string>();
    for (let i = 0; i < stems.length; i++) {
      for (const stem of stems.slice(i, i + (this.match(stems, i)?.length ?? 0))) covered.add(stem);
    }
    return covered;
  }

  /** The longest term that begins at `at`; null when there is none. */
  match(stems: readonly string[], at: number): SynonymMatch | null {
    return this.matches(stems, at)[0] ?? null;
  }

  /**
   * The terms that begin at `at`, the longest first.
   *
   * @param purpose those of the stems that say what something is for. "Штукатурка под маяк" has the words of "маяки под штукатурку", and
   * is another thing.
   */
  matches(stems: readonly string[], at: number, purpose: ReadonlySet<string> = new Set()): SynonymMatch[] {
    const found: SynonymMatch[] = [];
    for (let length = Math.min(MAX_TERM, stems.length - at); length > 0; length--) {
      const asked = stems.slice(at, at + length);
      const isFor = asked.filter((stem) => purpose.has(stem));
      const isMeant = ({ termPurpose }: TermExpansion): boolean =>
        isFor.length === 0 || termPurpose.length === 0 || termPurpose.some((stem) => isFor.includes(stem));
      const expansions = this.byKey.get(keyOf(asked))?.filter(isMeant) ?? [];
      const [first] = expansions;
      if (first) found.push({ length, expansions, purpose: first.termPurpose });
    }
    return found;
  }

  /** What the expansions may be searched as in their turn, worth the less. */
  beyond(expansions: readonly Expansion[]): Expansion[] {
    return expansions.flatMap(({ lexemes, weight }) => {
      const match = this.match(lexemes, 0);
      return match?.length === lexemes.length
        ? match.expansions.map((farther) => ({ ...farther, weight: farther.weight * weight * BEYOND_WEIGHT }))
        : [];
    });
  }

  private add(
    lexemes: readonly string[],
    expansions: readonly Expansion[],
    termPurpose: readonly string[],
  ): void {
    if (lexemes.length === 0 || lexemes.length > MAX_TERM) return;
    const key = keyOf(lexemes);
    const added = expansions.map((expansion) => ({ ...expansion, termPurpose }));
    this.byKey.set(key, [...(this.byKey.get(key) ?? []), ...added]);
  }
}

/**
 * Equal for terms of the same words, whatever their order and, with what it is done to, whatever the deed is called. The bare word for a
 * deed stands for itself: what soup is cooked with is no welder.
 */
function keyOf(lexemes: readonly string[]): string {
  return (lexemes.length === 1 ? lexemes : lexemes.map(deedOf)).toSorted().join(' ');
}
