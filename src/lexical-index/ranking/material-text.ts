import { LRUCache } from 'lru-cache';
import {
  analyze,
  HAS_CYRILLIC,
  looksLikeAdjective,
  measureLexemes,
  type Analysis,
} from '../../text-analysis/index.js';
import { isSpecialKind } from '../data/special-kinds.js';
import { headsOf } from '../heads.js';
import { isGenericStem } from '../query/groups.js';
import { excludedWords } from '../without.js';
import { offeredSizes, type OfferedSizes } from './sizes.js';

/** What ranking reads of a material. */
export interface MaterialRow {
  id: string;
  sku: string | null;
  /** Folded article numbers of its offers; only where article numbers are asked for. */
  offerSkuKeys?: readonly string[];
  name: string;
  brand: string | null;
  categoryId: string | null;
  categoryPath: string | null;
  /** For each group of the query, whether the whole document (description included) matches it. */
  matched: readonly boolean[];
}

export interface FieldWords {
  /** Lexemes with the positions they stand at. */
  lexemes: ReadonlyMap<string, readonly number[]>;
}

/** A material's short texts, taken apart. */
export interface MaterialText {
  name: ReadonlyMap<string, number>;
  /** Stems of the name that say what the thing is for or of. */
  context: ReadonlySet<string>;
  /** Stems of the name that say what the thing has not. */
  excluded: ReadonlySet<string>;
  /** Stems of what the thing acts on, by the sense of its own name: foam in "очиститель пены". */
  objects: ReadonlySet<string>;
  /** Stem of what the thing is a part of, by its name: scaffolding in "пятка лесов"; null where it is none. */
  whole: string | null;
  /** Stems and codes of the name that mark a special one of its kind. */
  specials: readonly string[];
  /** Stems of the thing it is; two where the first begins a mark. */
  heads: readonly string[];
  /** Whether the thing is named in Latin letters, and so by the last of several nouns. */
  isEnglish: boolean;
  /** Sorted when a query first has sizes. */
  readonly sizes: OfferedSizes;
  /** Lexemes of the measures in the name; read when a term is first told by one. */
  readonly measures: ReadonlySet<string>;
  brand: ReadonlySet<string>;
  leaf: ReadonlySet<string>;
  /** Stems of the category that say what its things are for: "гипсокартон" in "Профили для гипсокартона". */
  leafContext: ReadonlySet<string>;
  /** Kinds of things its category names: "Автоматы и УЗО" holds two. */
  leafNouns: number;
  ancestors: ReadonlySet<string>;
}

const cache = new LRUCache<string, MaterialText>({ max: 20_000 });

/** Takes a material apart; the same text is taken apart once. */
export function materialText({ name, brand, categoryPath }: MaterialRow): MaterialText {
  const key = `${name}\n${brand ?? ''}\n${categoryPath ?? ''}`;
  const known = cache.get(key);
  if (known) return known;
  const path = categoryPath?.split('/') ?? [];
  const analysis = analyze(name);
  const ofBrand = shortText(brand ?? '');
  const leaf = path[path.length - 1] ?? '';
  let sizes: OfferedSizes | undefined;
  let measures: ReadonlySet<string> | undefined;
  const heads = headsOf(analysis, ofBrand.words);
  const positions = positionsOf(analysis);
  const text: MaterialText = {
    name: positions,
    specials: [...positions.keys()].filter(isSpecialKind),
    context: new Set(analysis.words.filter(({ context }) => context).map(({ stem }) => stem)),
    excluded: new Set(excludedWords(analysis.words).map(({ stem }) => stem)),
    objects: objectsOf(analysis),
    whole: wholeOf(analysis, heads),
    heads,
    isEnglish: heads[0] !== undefined && !HAS_CYRILLIC.test(heads[0]),
    get sizes() {
      return (sizes ??= offeredSizes(analysis.measures, analysis.codes));
    },
    get measures() {
      return (measures ??= new Set(
        analysis.measures.flatMap((measure) => (measure.ofCode ? [] : measureLexemes(measure))),
      ));
    },
    brand: ofBrand.stems,
    leafNouns: leaf.split(/,|\sи\s/).length,
    leaf: shortText(leaf).stems,
    leafContext: shortText(leaf).context,
    ancestors: shortText(path.slice(0, -1).join(', ')).stems,
  };
  cache.set(key, text);
  return text;
}

/** A noun for what does something, and forms of adjectives and nouns in the genitive, which say to what. */
const AGENT = /(?:тель|атор)$/;
const OF_WHAT_KIND = /(?:ого|его|ой|ей|ых|их)$/;
const OF_WHAT = /[аыиья]$|(?:ов|ев|ей|ок|ий|ен)$/;

/** Those that no noun has in the nominative singular, as "грунтовка" has that of "колодца". */
const OF_WHOLE = /(?:[ыи]|ов|ев|ей)$/;

/** The stems of the noun phrase in the genitive after a noun for what does something. */
function objectsOf({ words }: Analysis): Set<string> {
  const agent = words.findIndex(({ text }) => AGENT.test(text));
  if (agent < 0) return new Set();
  const objects: string[] = [];
  for (const { text, stem, stop, context } of words.slice(agent + 1)) {
    if (stop || context) break;
    objects.push(stem);
    if (OF_WHAT_KIND.test(text)) continue;
    return OF_WHAT.test(text) ? new Set(objects) : new Set();
  }
  return new Set();
}

/** The noun in the genitive right after the thing, unless that is only the form of it, as in "лист гипсокартона". */
function wholeOf({ words }: Analysis, [head]: readonly string[]): string | null {
  const at = words.findIndex(({ stem }) => stem === head);
  const next = words[at + 1];
  if (at < 0 || head === undefined || isGenericStem(head) || !next || next.stop || next.context) return null;
  return OF_WHOLE.test(next.text) && !looksLikeAdjective(next.text) ? next.stem : null;
}

function positionsOf({ words, codes }: Analysis): Map<string, number> {
  const positions = new Map<string, number>();
  for (const { stem, stop, position } of words)
    if (!stop && !positions.has(stem)) positions.set(stem, position);
  for (const { text, position } of codes) if (!positions.has(text)) positions.set(text, position);
  return positions;
}

interface ShortText {
  /** Stems of its words but stop words, and its codes. */
  stems: ReadonlySet<string>;
  /** Stems of all its words. */
  words: ReadonlySet<string>;
  /** Stems of what comes after "для", "под" and the like. */
  context: ReadonlySet<string>;
}

/** Categories and brands are few: each is taken apart once, not with every material of it. */
const shortTexts = new LRUCache<string, ShortText>({ max: 10_000 });

function shortText(text: string): ShortText {
  const known = shortTexts.get(text);
  if (known) return known;
  const { words, codes } = analyze(text);
  const short: ShortText = {
    stems: new Set([
      ...words.filter(({ stop }) => !stop).map(({ stem }) => stem),
      ...codes.map(({ text: code }) => code),
    ]),
    words: new Set(words.map(({ stem }) => stem)),
    context: new Set(words.filter(({ context }) => context).map(({ stem }) => stem)),
  };
  shortTexts.set(text, short);
  return short;
}
