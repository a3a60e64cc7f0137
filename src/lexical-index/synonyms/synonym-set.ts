import { analyze } from '../../text-analysis/index.js';
import { orderTokens, tokenLexeme } from '../query/tokens.js';

/** A rule as stored and as the administrator writes it. */
export interface SynonymRule {
  /** One term (one-way) or several that mean the same (two-way). */
  terms: readonly string[];
  /** What the terms also find; empty in a two-way rule. */
  also: readonly string[];
  /** 0 to 1: how well what it finds answers the question. */
  weight: number;
}

export interface Expansion {
  /** As the rule's author wrote it. */
  text: string;
  lexemes: readonly string[];
  weight: number;
}

export interface SynonymMatch {
  /** How many words of the query the term covers. */
  length: number;
  expansions: readonly Expansion[];
}

const TWO_WAY_WEIGHT = 0.97;
const ONE_WAY_WEIGHT = 0.8;

/**
 * Reads the notation of the shipped file: `a = b = c` means the same either way; `a, b > c, d` finds c and d too, but not back;
 * `@0.5` at the end weighs what is found; `#` starts a comment.
 *
 * @throws Error naming the line that cannot be read.
 */
export function parseSynonyms(text: string): SynonymRule[] {
  const rules: SynonymRule[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const rule = line.replace(/#.*$/, '').trim();
    if (rule === '') continue;
    const weighted = /^(.*?)\s*@\s*(0?\.\d+|1)$/.exec(rule);
    const body = weighted?.[1] ?? rule;
    const sides = body.split('>').map((side) => side.trim());
    const list = (side: string, separator: string): string[] =>
      side
        .split(separator)
        .map((term) => term.trim())
        .filter((term) => term !== '');
    const oneWay = sides.length === 2;
    const terms = list(sides[0] ?? '', oneWay ? ',' : '=');
    const also = oneWay ? list(sides[1] ?? '', ',') : [];
    if (sides.length > 2 || terms.length === 0 || (oneWay ? also.length === 0 : terms.length < 2)) {
      throw new Error(`Synonyms, line ${index + 1}: cannot read "${line.trim()}"`);
    }
    const weight = weighted ? Number(weighted[2]) : oneWay ? ONE_WAY_WEIGHT : TWO_WAY_WEIGHT;
    rules.push({ terms, also, weight });
  }
  return rules;
}

/** Lexemes of a term, one for each token: what a query must consist of to be this term. */
export function termLexemes(term: string): string[] {
  return orderTokens(analyze(term))
    .map(tokenLexeme)
    .filter((lexeme) => lexeme !== '');
}

/** Longest term, in words. */
const MAX_TERM = 6;

/** Rules compiled for look-up by the tokens of a query; the order of a term's words is free. Immutable. */
export class SynonymSet {
  private readonly byKey = new Map<string, Expansion[]>();
  private readonly stems = new Set<string>();
  /** Every word of every term, for corrections. */
  readonly words: readonly string[];
  readonly size: number;

  constructor(rules: readonly SynonymRule[]) {
    this.size = rules.length;
    const words = new Set<string>();
    for (const rule of rules) {
      const terms = rule.terms.map((text) => ({ text, lexemes: termLexemes(text) }));
      for (const { text } of terms) {
        for (const word of analyze(text).words) {
          if (word.stop) continue;
          this.stems.add(word.stem);
          if (word.text.length > 3) words.add(word.text);
        }
      }
      for (const term of terms) {
        const targets = rule.also.length > 0 ? rule.also : rule.terms.filter((other) => other !== term.text);
        const expansions = targets.map((text) => ({ text, lexemes: termLexemes(text), weight: rule.weight }));
        this.add(
          term.lexemes,
          expansions.filter(({ lexemes }) => lexemes.length > 0),
        );
      }
    }
    this.words = [...words];
  }

  /** Whether some term holds the word. */
  knows(stem: string): boolean {
    return this.stems.has(stem);
  }

  /** Everything the terms found in a query would be searched as. */
  lexemesFor(stems: readonly string[]): string[] {
    const lexemes: string[] = [];
    for (let i = 0; i < stems.length; i++) {
      const match = this.match(stems, i);
      for (const expansion of match?.expansions ?? []) lexemes.push(...expansion.lexemes);
    }
    return lexemes;
  }

  /** The longest term that begins at `at`; null when there is none. */
  match(stems: readonly string[], at: number): SynonymMatch | null {
    for (let length = Math.min(MAX_TERM, stems.length - at); length > 0; length--) {
      const expansions = this.byKey.get(keyOf(stems.slice(at, at + length)));
      if (expansions) return { length, expansions };
    }
    return null;
  }

  private add(lexemes: readonly string[], expansions: readonly Expansion[]): void {
    if (lexemes.length === 0 || lexemes.length > MAX_TERM) return;
    const key = keyOf(lexemes);
    this.byKey.set(key, [...(this.byKey.get(key) ?? []), ...expansions]);
  }
}

function keyOf(lexemes: readonly string[]): string {
  return [...lexemes].sort().join(' ');
}
