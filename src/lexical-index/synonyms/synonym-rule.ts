import { normalizeText } from '../../text-analysis/index.js';

/** A rule as its author writes it. */
export interface SynonymRule {
  /** Several terms that mean the same (two-way), or one or more that also find something else (one-way). */
  terms: readonly string[];
  /** What the terms also find, but not back; empty in a two-way rule. */
  also: readonly string[];
  /** 0 to 1: how well what it finds answers the question. */
  weight: number;
}

export const TWO_WAY_WEIGHT = 0.97;
export const ONE_WAY_WEIGHT = 0.8;

/** What a rule weighs when its author does not say. */
export function defaultWeight({ also }: Pick<SynonymRule, 'also'>): number {
  return also.length > 0 ? ONE_WAY_WEIGHT : TWO_WAY_WEIGHT;
}

/** Equal for rules that say the same, whatever the order, letter case and weight. */
export function ruleKey({ terms, also }: Pick<SynonymRule, 'terms' | 'also'>): string {
  const side = (texts: readonly string[]): string =>
    [...new Set(texts.map((text) => normalizeText(text).replace(/\s+/g, ' ').trim()))].sort().join('|');
  return also.length > 0 ? `${side(terms)}>${side(also)}` : side(terms);
}
