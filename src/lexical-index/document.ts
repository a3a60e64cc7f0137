import {
  analyze,
  attributesOf,
  foldCode,
  HAS_CYRILLIC,
  lexemesOf,
  looksLikeAdjective,
  normalizeText,
  soundKey,
  type Analysis,
  type Attributes,
} from '../text-analysis/index.js';
import { headsOf } from './heads.js';

/** What a lexical document is made of. */
export interface DocumentSource {
  id: string;
  sku: string | null;
  /** Article numbers of its offers. */
  offerSkus: readonly string[];
  name: string;
  description: string | null;
  brand: string | null;
  categoryPath: string | null;
}

/** A word's part in one document, as it is counted in the lexicon. */
export interface WordUse {
  word: string;
  stem: string;
  sound: string;
  isCode: boolean;
  inName: boolean;
  isHead: boolean;
  inBrand: boolean;
  inCategory: boolean;
}

export interface LexicalDocument {
  id: string;
  /** Text of a tsvector: A name, B brand and the category itself, C the categories above it, D description. */
  vector: string;
  skuKey: string | null;
  /** Those of its offers that are others. */
  offerSkuKeys: string[];
  /** Encoded word uses, sorted: what was counted is what must be taken off again, whatever the analysis says then. */
  words: string[];
  /** What the name says, for filters in SQL; readers are told the same by the materials room. */
  attributes: Attributes;
}

/** Counts up when documents are composed otherwise than before: older documents are then written anew. */
export const ANALYSIS_VERSION = 13;

/** Positions keep the fields apart, so that no phrase spans two of them. */
const FIELD_START = { name: 0, brand: 2_000, leaf: 3_000, ancestors: 4_000, description: 6_000 } as const;
const MAX_POSITION = 16_383;
const MAX_POSITIONS = 4;

/** Lexeme that marks `stem` as what the material is, by the head of its name or by its category. */
export function headLexeme(stem: string): string {
  return `^${stem}`;
}

/** Article number as people type it: letters and digits only, in one alphabet. "PVS-3x0.75" is "pvs3x075". */
export function skuKey(sku: string): string {
  return foldCode(normalizeText(sku)).replace(/[^\p{L}\p{N}]/gu, '');
}

function storedSkuKey(sku: string): string {
  return skuKey(sku).slice(0, 100);
}

/**
 * What a material is, by its name and its category. Of "Анкеры и дюбели" a dowel is the one and not the other, and a screw is neither; what
 * only a mark names, "NYM 3х2,5" in "Кабель и провод", may be either.
 */
function thingsOf(heads: readonly string[], category: Analysis | null): Set<string> {
  const kinds = category?.words.filter(({ stop, context }) => !stop && !context) ?? [];
  const isShared = kinds.filter(({ text }) => !looksLikeAdjective(text)).length > 1;
  const isTold = isShared && heads.some((head) => HAS_CYRILLIC.test(head));
  const things = kinds.filter(({ text }) => !isTold || looksLikeAdjective(text));
  return new Set([...heads, ...things.map(({ stem }) => stem)]);
}

/** Composes the lexical document of a material. Pure. */
export function composeDocument(source: DocumentSource): LexicalDocument {
  const path = source.categoryPath?.split('/') ?? [];
  const name = analyze(source.name);
  const brand = source.brand === null ? null : analyze(source.brand);
  const leaf = path.length > 0 ? analyze(path[path.length - 1] ?? '') : null;
  const ancestors = path.length > 1 ? analyze(path.slice(0, -1).join(', ')) : null;
  const description = source.description === null ? null : analyze(source.description);

  const positions = new Map<string, string[]>();
  const add = (analysis: Analysis | null, start: number, weight: string): void => {
    if (!analysis) return;
    for (const [lexeme, places] of lexemesOf(analysis)) {
      const known = positions.get(lexeme) ?? [];
      for (const place of places) {
        if (known.length < MAX_POSITIONS) known.push(`${Math.min(start + place, MAX_POSITION)}${weight}`);
      }
      positions.set(lexeme, known);
    }
  };
  const heads = headsOf(name, new Set(brand?.words.map(({ stem }) => stem)));
  // What the material is, marked: of the thousands that mention plasterboard the sheets themselves are found at once.
  for (const stem of thingsOf(heads, leaf)) positions.set(headLexeme(stem), ['1A']);
  add(name, FIELD_START.name, 'A');
  add(brand, FIELD_START.brand, 'B');
  add(leaf, FIELD_START.leaf, 'B');
  add(ancestors, FIELD_START.ancestors, 'C');
  add(description, FIELD_START.description, 'D');
  let vector = '';
  for (const [lexeme, places] of positions) vector += `${quoteLexeme(lexeme)}:${places.join(',')} `;

  const headPositions = new Set(
    name.words.filter(({ stem }) => heads.includes(stem)).map(({ position }) => position),
  );
  const uses = new Map<string, WordUse>();
  const use = (analysis: Analysis | null, field: Partial<WordUse>): void => {
    for (const { text, stem, stop } of analysis?.words ?? []) {
      if (stop || text.length > 60 || (text.length < 2 && !/[a-z]/.test(text))) continue;
      merge(
        uses,
        { word: text, stem, isCode: false },
        { ...field, ...(field.inName && heads.includes(stem) ? { isHead: true } : {}) },
      );
    }
    for (const { text, position } of analysis?.codes ?? []) {
      if (text.length > 20) continue;
      // "ОСП-3 12 мм" is called by its mark.
      const isHead = field.inName === true && headPositions.has(position);
      merge(uses, { word: text, stem: text, isCode: true }, { ...field, ...(isHead ? { isHead } : {}) });
    }
  };
  use(name, { inName: true });
  use(brand, { inBrand: true });
  use(leaf, { inCategory: true });
  use(ancestors, { inCategory: true });
  use(description, {});
  const key = source.sku === null ? '' : storedSkuKey(source.sku);
  const offerKeys = new Set(source.offerSkus.map(storedSkuKey));
  return {
    id: source.id,
    vector: vector.trimEnd(),
    skuKey: key === '' ? null : key,
    offerSkuKeys: [...offerKeys].filter((other) => other !== '' && other !== key),
    words: [...uses.values()].map(encodeUse).sort(),
    attributes: attributesOf(source.name),
  };
}

function merge(
  uses: Map<string, WordUse>,
  { word, stem, isCode }: Pick<WordUse, 'word' | 'stem' | 'isCode'>,
  field: Partial<WordUse>,
): void {
  const known = uses.get(word);
  if (known) {
    Object.assign(known, field);
    if (!isCode) known.isCode = false;
    return;
  }
  const fresh = { inName: false, isHead: false, inBrand: false, inCategory: false, ...field };
  uses.set(word, { word, stem, sound: '', isCode, ...fresh });
}

/** One flag letter for each part a word plays, then the word. */
function encodeUse(use: WordUse): string {
  const flags =
    (use.isCode ? 'c' : '') +
    (use.inName ? 'n' : '') +
    (use.isHead ? 'h' : '') +
    (use.inBrand ? 'b' : '') +
    (use.inCategory ? 'g' : '');
  return `${flags}:${use.word}=${use.stem}`;
}

/** Reads what {@link composeDocument} encoded, also by an earlier version. */
export function decodeUse(encoded: string): WordUse {
  const colon = encoded.indexOf(':');
  const equals = encoded.lastIndexOf('=');
  const flags = encoded.slice(0, colon);
  const word = encoded.slice(colon + 1, equals);
  const isCode = flags.includes('c');
  return {
    word,
    stem: encoded.slice(equals + 1),
    sound: isCode ? '' : soundKey(word),
    isCode,
    inName: flags.includes('n'),
    isHead: flags.includes('h'),
    inBrand: flags.includes('b'),
    inCategory: flags.includes('g'),
  };
}

/** A lexeme as tsvector and tsquery input have it. */
export function quoteLexeme(lexeme: string): string {
  return `'${lexeme.replace(/\\/g, '\\\\').replace(/'/g, "''")}'`;
}
