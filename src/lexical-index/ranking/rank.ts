import { looksLikeAdjective, normalizeText } from '../../text-analysis/index.js';
import { skuKey } from '../document.js';
import type {
  LexicalHit,
  PlannedQuery,
  QueryUnderstanding,
  TermAlternative,
  TermGroup,
} from '../ports/lexical-index.port.js';
import { isOpposable, isOpposed } from '../data/opposites.js';
import { isGenericStem } from '../query/groups.js';
import { groupWeight } from '../query/head.js';
import { materialText, type MaterialRow, type MaterialText } from './material-text.js';
import { sizeAgreement } from './sizes.js';

/** How much a word counts by where it stands. */
const FIELD = {
  head: 1,
  name: 0.9,
  nameContext: 0.55,
  leaf: 0.92,
  sharedLeaf: 0.72,
  brand: 1,
  ancestors: 0.6,
  description: 0.4,
} as const;

/** Score of what is merely in the category of the series that was asked for. */
const LIKE_SCORE = 0.45;

/** What a thing made for one use keeps where that use is not asked for: enough to part equals. */
const SPECIAL = 0.99;

/** What a thing keeps that is the opposite of what was asked for: it stands behind those that do not say. */
const OPPOSED = 0.8;

/** Least weight of an alternative that says the same as the query does. */
const SAME = 0.95;

/** A query as its rows are scored by, worked out once for all of them. */
interface Ask {
  understanding: QueryUnderstanding;
  likeCategoryIds: readonly string[];
  asksForSizes: boolean;
  /** What it asks for but sizes and numbers. */
  terms: readonly Term[];
  weight: number;
}

interface Term {
  group: TermGroup;
  /** Among the groups of the query. */
  index: number;
  weight: number;
  alternatives: readonly TermAlternative[];
  /** Its stems, where things are one or the other in it. */
  opposable: readonly string[];
}

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
  const ask = askOf(query);
  const scored = rows.map((row) => scoreOne(ask, row));
  const shares = categoryShares(scored);
  for (const { row, base, hit } of scored) {
    const share = shares.get(row.categoryPath ?? '') ?? 0;
    hit.score = clamp(hit.features.sku === null ? base * (0.88 + 0.12 * share) : base);
  }
  return scored.map(({ hit }) => hit).sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

function askOf(understanding: QueryUnderstanding | PlannedQuery): Ask {
  const terms = understanding.groups
    .map((group, index) => ({
      group,
      index,
      weight: groupWeight(group),
      alternatives: [...group.alternatives, ...group.fallback],
      opposable: group.alternatives.flatMap(({ lexemes, weight }) =>
        weight < SAME ? [] : lexemes.filter(isOpposable),
      ),
    }))
    .filter(({ group }) => group.kind !== 'size' && group.kind !== 'number');
  return {
    understanding,
    likeCategoryIds: 'plan' in understanding ? understanding.plan.likeCategoryIds : [],
    asksForSizes: understanding.asked.measures.length + understanding.asked.codes.length > 0,
    terms,
    weight: terms.reduce((sum, { weight }) => sum + weight, 0),
  };
}

function scoreOne(
  { understanding, likeCategoryIds, asksForSizes, terms, weight }: Ask,
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
  for (const term of terms) {
    const strength = termStrength(term, text, row.matched[term.index] ?? false);
    covered += term.weight * strength.value;
    opposed ||= isOpposite(term, text);
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
  if (opposed) base *= OPPOSED;
  const isLike = row.categoryId !== null && likeCategoryIds.includes(row.categoryId);
  // Made for the same end as what bears the series asked for.
  if (isLike) base = Math.max(base, LIKE_SCORE + 0.1 * base);
  if (isRepeated(row.name, understanding.interpreted)) base = 1;
  const sku = understanding.sku ? skuMatch(understanding.sku.keys, row) : null;
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

interface Strength {
  value: number;
  field: keyof typeof FIELD | null;
  leaf: boolean;
}

function termStrength({ group, alternatives }: Term, text: MaterialText, inDocument: boolean): Strength {
  let best: Strength = { value: 0, field: null, leaf: false };
  for (const alternative of alternatives) {
    const strength = alternativeStrength(alternative, group, text);
    if (strength.value > best.value) best = { ...strength, leaf: best.leaf || strength.leaf };
    else best.leaf ||= strength.leaf;
  }
  if (best.value < FIELD.description && inDocument)
    return { ...best, value: FIELD.description, field: 'description' };
  return best;
}

function alternativeStrength(alternative: TermAlternative, group: TermGroup, text: MaterialText): Strength {
  let sum = 0;
  let field: keyof typeof FIELD | null = null;
  let leaf = alternative.lexemes.length > 0;
  const isThing = alternative.lexemes.includes(text.head ?? '');
  // Foam for a gun is no gun for foam.
  const isPurpose = isThing && alternative.purpose?.includes(text.head ?? '') === true;
  const isKind = group.required && !isThing && isKindOfAnother(alternative, text);
  for (const lexeme of alternative.lexemes) {
    let place = placeOf(lexeme, group, text);
    if (place === null) return { value: 0, field: null, leaf: false };
    // The other words of the term that names the thing: "шаровой" in "кран шаровой", "радиаторов" in "эмаль для радиаторов".
    if (isKind && place === 'name') place = 'ancestors';
    if (isPurpose) place = 'nameContext';
    else if ((place === 'ancestors' || place === 'nameContext') && isThing && text.name.has(lexeme))
      place = 'name';
    else if (place === 'name' && isThing) place = 'head';
    if (!text.leaf.has(lexeme)) leaf = false;
    sum += FIELD[place];
    field ??= place;
  }
  const mean = alternative.lexemes.length === 0 ? 0 : sum / alternative.lexemes.length;
  return { value: mean * alternative.weight, field, leaf };
}

/**
 * Whether the alternative is an adjective, and the name of another thing that it may be said of: "сетка штукатурная" is no plaster, but
 * "плита базальтовая" is insulation.
 */
function isKindOfAnother({ lexemes, text: said }: TermAlternative, { head }: MaterialText): boolean {
  return lexemes.length === 1 && looksLikeAdjective(said ?? '') && head !== null && !isGenericStem(head);
}

const IS_MEASURE = /^\d/;

function placeOf(lexeme: string, group: TermGroup, text: MaterialText): keyof typeof FIELD | null {
  if (text.brand.has(lexeme)) return 'brand';
  const inName = text.name.has(lexeme);
  if (inName && (!group.required || isHead(lexeme, text))) {
    return text.context.has(lexeme) && !group.context ? 'nameContext' : group.required ? 'head' : 'name';
  }
  // What the things of the category are for is not what they are.
  if (text.leaf.has(lexeme) && !(group.required && text.leafContext.has(lexeme))) {
    if (inName && !text.context.has(lexeme) && !text.objects.has(lexeme)) return 'head';
    return text.leafNouns > 1 ? 'sharedLeaf' : 'leaf';
  }
  if (inName) {
    if (text.context.has(lexeme)) return 'nameContext';
    // Named, but not as what it is: an accessory, unless the category says otherwise, in whatever word.
    const isAccessory =
      group.kind === 'word' &&
      text.head !== null &&
      !isNamedIn(text.leaf, group) &&
      (group.mostlyNamesThings || !isApposed(lexeme, text));
    return isAccessory ? 'ancestors' : 'name';
  }
  if (text.ancestors.has(lexeme) || text.leaf.has(lexeme)) return 'ancestors';
  // A term may be told by a measure: "2700К" for warm light, "доска 25" for "дюймовка".
  return IS_MEASURE.test(lexeme) && text.measures.has(lexeme) ? 'name' : null;
}

/** Whether the name names the thing so, alone or as the beginning of a compound: "прессфитинг" for "Пресс-фитинг". */
function isHead(lexeme: string, { name, head }: MaterialText): boolean {
  return head !== null && (lexeme === head || name.get(lexeme) === name.get(head));
}

/** Whether the word follows the thing as its kind: "СИП" in "Кабель СИП-4". */
function isApposed(lexeme: string, { name, head }: MaterialText): boolean {
  const distance = (name.get(lexeme) ?? Infinity) - (name.get(head ?? '') ?? Infinity);
  return distance > 0 && distance <= 2;
}

/** Whether some word for what the group asks is among the stems: "ГКЛВ" where they say "гипсокартон". */
function isNamedIn(stems: ReadonlySet<string>, { alternatives }: TermGroup): boolean {
  return alternatives.some(({ lexemes }) => lexemes.some((lexeme) => stems.has(lexeme)));
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

/** Whether the name says the opposite of the term, and nowhere the same in another word: "RAL 8017" is brown. */
function isOpposite({ opposable, alternatives }: Term, { name, leaf, measures }: MaterialText): boolean {
  return (
    opposable.some((stem) => isOpposed(stem, name)) &&
    !alternatives.some(
      ({ lexemes, weight }) =>
        weight >= SAME &&
        lexemes.every((lexeme) => name.has(lexeme) || leaf.has(lexeme) || measures.has(lexeme)),
    )
  );
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

function skuMatch(
  keys: readonly string[],
  { sku, offerSkuKeys = [] }: MaterialRow,
): LexicalHit['features']['sku'] {
  const own = [...(sku === null ? [] : [skuKey(sku)]), ...offerSkuKeys].filter((key) => key !== '');
  if (own.some((key) => keys.includes(key))) return 'exact';
  if (own.some((key) => keys.some((prefix) => key.startsWith(prefix)))) return 'prefix';
  return own.some((key) => keys.some((part) => part.length >= 4 && key.includes(part))) ? 'infix' : null;
}

/** Four figures begin some article number by chance, and four characters stand within one: a guess. */
function skuPartScore(place: 'prefix' | 'infix', keys: readonly string[], coverage: number): number {
  const isSure = keys.some((key) => key.length > 4 || (place === 'prefix' && /\p{L}/u.test(key)));
  if (!isSure) return 0.6;
  return place === 'prefix' ? 0.93 + 0.05 * coverage : 0.88;
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
