import { normalizeText, stemWord } from '../../text-analysis/index.js';
import type { LexicalHit, PlannedQuery, QueryUnderstanding, TermGroup } from '../ports/lexical-index.port.js';
import { isOpposable } from '../data/opposites.js';
import { isRelative } from '../data/relative-words.js';
import { groupWeight, isCommon } from '../query/group-weight.js';
import { materialText, type MaterialRow, type MaterialText } from './material-text.js';
import { isOpposite, SAME } from './opposition.js';
import { shareOfMost } from './relative-sizes.js';
import { sizeAgreement } from './sizes.js';
import { skuMatch, skuPartScore } from './sku-match.js';
import { termStrength, type Term } from './term-strength.js';

/** Score of what is merely in the category of the series that was asked for. */
const LIKE_SCORE = 0.45;

/** What a thing made for one use keeps where that use is not asked for: enough to part equals. */
const SPECIAL = 0.99;

/** The same of a special one of its kind: it stands behind the usual one even where its name has the words of the query closer together. */
const SPECIAL_KIND = 0.93;

/** What a thing keeps that is the opposite of what was asked for: it stands behind those that do not say. */
const OPPOSED = 0.8;

/** What a thing keeps that does not say whether it has what it shall not have, and one that has it. */
const MAY_HAVE = 0.8;
const HAS = 0.6;

/** What is left of a thing of another kind: a grinder is a machine, but none that washes. */
const OTHER_KIND = 0.4;

/** Whether the name says that the thing has not what the term is for. */
function lacksIt({ alternatives }: Term, { excluded }: MaterialText): boolean {
  return alternatives.some(({ lexemes }) => lexemes.every((lexeme) => excluded.has(lexeme)));
}

/** What the thing that is most of what an adjective asks for has of it: as much as if its name said so. */
const MOST = 0.9;

/** A query as its rows are scored by, worked out once for all of them. */
interface Ask {
  understanding: QueryUnderstanding;
  likeCategoryIds: readonly string[];
  asksForSizes: boolean;
  /** What it asks for but sizes and numbers. */
  terms: readonly Term[];
  weight: number;
  /** By the id of a row, how much it has of what a term asks for by comparison ("тонкая фанера"), 0 to 1; null where none does. */
  compared: { term: Term; shares: ReadonlyMap<string, number> } | null;
  /** A lone figure of so many digits that it can only be an article number: of the maker's, where it stands in a name. */
  isArticle: boolean;
}

/** Digits of a figure that is no size any more. */
const ARTICLE = /^\d{6,}$/;

interface Scored {
  row: MaterialRow;
  base: number;
  hit: LexicalHit;
}

/**
 * Orders candidates by how well they answer: coverage of the query's weight, the thing itself, sizes, phrase, and the company they
 * keep (a category that holds many good answers lifts its members). Pure; best first, equal scores by id.
 */
export function rank(query: QueryUnderstanding | PlannedQuery, rows: readonly MaterialRow[]): LexicalHit[] {
  const ask = askOf(query, rows);
  const scored = rows.map((row) => scoreOne(ask, row));
  const shares = categoryShares(scored);
  for (const { row, base, hit } of scored) {
    const share = shares.get(row.categoryPath ?? '') ?? 0;
    hit.score = clamp(hit.features.sku === null ? base * (0.88 + 0.12 * share) : base);
  }
  spread(ask, scored);
  return scored.map(({ hit }) => hit).sort(byScore);
}

function byScore(a: LexicalHit, b: LexicalHit): number {
  return b.score - a.score || (a.id < b.id ? -1 : 1);
}

/** What each further hit for the same of several things keeps: "цемент и песок" shows both on the first page. */
const FURTHER = 0.985;
const MOST_FURTHER = 20;

/** Has the hits for each of the things asked for take turns. */
function spread({ terms }: Ask, scored: readonly Scored[]): void {
  const head = terms.find(({ group }) => group.required && group.parts !== undefined);
  if (!head) return;
  const parts = (head.group.parts ?? []).map((alternatives) => ({ ...head, alternatives }));
  const counts = parts.map(() => 0);
  for (const { row, hit } of [...scored].sort((a, b) => byScore(a.hit, b.hit))) {
    const text = materialText(row);
    const strengths = parts.map((part) => termStrength(part, text, false).value);
    const part = strengths.indexOf(Math.max(...strengths));
    const before = counts[part] ?? 0;
    counts[part] = before + 1;
    hit.score = clamp(hit.score * FURTHER ** Math.min(before, MOST_FURTHER));
  }
}

function askOf(understanding: QueryUnderstanding | PlannedQuery, rows: readonly MaterialRow[]): Ask {
  const terms = understanding.groups
    .map((group, index) => ({
      group,
      index,
      weight: groupWeight(group),
      alternatives: [...group.alternatives, ...group.fallback],
      common: !group.context && isCommon(group),
      opposable: group.alternatives.flatMap(({ lexemes, weight }) =>
        weight < SAME ? [] : lexemes.filter(isOpposable),
      ),
    }))
    .filter(({ group }) => group.kind !== 'size' && group.kind !== 'number');
  const relative = terms.find(({ group }) => !group.required && isRelative(stemWord(group.text)));
  return {
    understanding,
    compared: relative ? { term: relative, shares: shareOfMost(stemWord(relative.group.text), rows) } : null,
    likeCategoryIds: 'plan' in understanding ? understanding.plan.likeCategoryIds : [],
    asksForSizes: understanding.asked.measures.length + understanding.asked.codes.length > 0,
    terms,
    weight: terms.reduce((sum, { weight }) => sum + weight, 0),
    isArticle:
      understanding.groups.length === 1 &&
      understanding.asked.measures.some(({ text }) => ARTICLE.test(text)),
  };
}

function scoreOne(
  { understanding, compared, likeCategoryIds, asksForSizes, terms, weight, isArticle }: Ask,
  row: MaterialRow,
): Scored {
  const text = materialText(row);
  let covered = 0;
  let nounMatched = false;
  let headStrength = 1;
  let isNamed = false;
  let brandMatched = false;
  let categoryMatched = false;
  let opposed = false;
  let isOtherKind = false;
  let lack = 1;
  for (const term of terms) {
    const strength = termStrength(term, text, row.matched[term.index] ?? false);
    const lacks = lacksIt(term, text);
    if (term.group.excluded) {
      if (!lacks) lack = Math.min(lack, strength.value > 0 ? HAS : MAY_HAVE);
      continue;
    }
    const share = term === compared?.term ? MOST * (compared.shares.get(row.id) ?? 0) : 0;
    if (!lacks) covered += term.weight * Math.max(strength.value, share);
    opposed ||= lacks || isOpposite(term, text);
    isOtherKind ||= term.common && strength.field === null;
    if (term.group.required) {
      nounMatched = strength.value >= 0.5;
      headStrength = strength.value;
      isNamed = strength.field === 'head';
    }
    brandMatched ||= strength.field === 'brand';
    categoryMatched ||= strength.leaf;
  }
  const sizes = asksForSizes ? sizeAgreement(understanding.asked, text.sizes) : null;
  const coverage = weight === 0 ? ((sizes?.agreement ?? 0) > 0 ? 0.6 : 0) : covered / weight;
  const phrase = phraseShare(terms, text);
  let base = coverage * (0.35 + 0.65 * Math.min(1, headStrength / 0.9));
  if (sizes !== null) base *= sizes.factor;
  // Much of the query is unknown here: what the rest finds is a guess.
  if (understanding.knownShare < 0.6) base *= 0.4 + understanding.knownShare;
  base *= 0.94 + 0.06 * phrase;
  if (isNamed && isForAnother(terms, text)) base *= SPECIAL;
  if (isSpecial(terms, text)) base *= SPECIAL_KIND;
  if (opposed) base *= OPPOSED;
  base *= lack;
  if (isOtherKind) base *= OTHER_KIND;
  const isLike = row.categoryId !== null && likeCategoryIds.includes(row.categoryId);
  // Made for the same end as what bears the series asked for.
  if (isLike) base = Math.max(base, LIKE_SCORE + 0.1 * base);
  if (isRepeated(row.name, understanding.interpreted)) base = 1;
  const isNamedArticle = isArticle && (sizes?.agreement ?? 0) > 0;
  const sku = understanding.sku ? skuMatch(understanding.sku.keys, row) : isNamedArticle ? 'exact' : null;
  if (sku === 'exact') base = 1;
  else if (sku !== null) base = Math.max(base, skuPartScore(sku, understanding.sku?.keys ?? [], coverage));
  return {
    row,
    base,
    hit: {
      id: row.id,
      score: base,
      features: {
        coverage,
        nounMatched,
        // What is read as a size was an article number.
        sizeAgreement: Math.max(sku === null ? -1 : 0, sizes?.agreement ?? 0),
        phrase,
        brandMatched,
        categoryMatched,
        sku,
      },
    },
  };
}

/** Share of neighbouring terms of the query that are neighbours, in order, in the name. */
function phraseShare(terms: readonly Term[], text: MaterialText): number {
  if (terms.length < 2) return 1;
  let pairs = 0;
  let before: number | undefined;
  for (const { group } of terms) {
    const place = placeInName(group, text);
    if (before !== undefined && place !== undefined && place > before && place - before <= 3) pairs++;
    before = place;
  }
  return pairs / (terms.length - 1);
}

/** Whether the name says what the thing is for, and the query asks for none of it: putty for wood, where putty is asked for. */
function isForAnother(terms: readonly Term[], { context }: MaterialText): boolean {
  return (
    context.size > 0 &&
    !terms.some(({ group, alternatives }) =>
      alternatives.some(({ lexemes }) => !group.required && lexemes.some((lexeme) => context.has(lexeme))),
    )
  );
}

/** Whether the name marks the thing as a special one of its kind, and the query asks for nothing of it. */
function isSpecial(terms: readonly Term[], { specials }: MaterialText): boolean {
  return (
    specials.length > 0 &&
    // What merely may do instead does not ask for it: "socket" may be answered with any of them.
    !terms.some(({ group }) =>
      group.alternatives.some(({ lexemes }) => lexemes.some((lexeme) => specials.includes(lexeme))),
    )
  );
}

/** Where the first of the group's terms that the name holds entire begins. */
function placeInName({ alternatives }: TermGroup, { name }: MaterialText): number | undefined {
  for (const { lexemes } of alternatives) {
    if (lexemes.length > 0 && lexemes.every((lexeme) => name.has(lexeme)))
      return name.get(lexemes[0] as string);
  }
  return undefined;
}

/** Whether the query is the name. One twice as long is not, which is seen sooner. */
function isRepeated(name: string, interpreted: string): boolean {
  if (name.length > 2 * interpreted.length || interpreted.length > 2 * name.length) return false;
  return normalizeText(name).replace(/\s+/g, ' ').trim() === interpreted;
}

/** How much of the good answers each category holds, the richest 1. */
function categoryShares(scored: readonly Scored[]): Map<string, number> {
  const best = Math.max(0, ...scored.map(({ base }) => base));
  const sums = new Map<string, number>();
  for (const { row, base } of scored) {
    if (base < best * 0.8) continue;
    const path = row.categoryPath ?? '';
    sums.set(path, (sums.get(path) ?? 0) + base);
  }
  const top = Math.max(1e-9, ...sums.values());
  return new Map([...sums].map(([path, sum]) => [path, Math.sqrt(sum / top)]));
}

function clamp(score: number): number {
  return Math.round(Math.min(1, Math.max(0, score)) * 1e6) / 1e6;
}
