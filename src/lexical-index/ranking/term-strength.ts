import { looksLikeAdjective } from '../../text-analysis/index.js';
import type { TermAlternative, TermGroup } from '../ports/lexical-index.port.js';
import { isGenericStem } from '../query/groups.js';
import type { MaterialText } from './material-text.js';

/** How much a word counts by where it stands. */
const FIELD = {
  head: 1,
  name: 0.9,
  modifier: 0.82,
  nameContext: 0.55,
  leaf: 0.92,
  sharedLeaf: 0.72,
  brand: 1,
  ancestors: 0.6,
  description: 0.4,
  served: 0.4,
} as const;

/** A term of a query, as rows are scored by it. */
export interface Term {
  group: TermGroup;
  /** Among the groups of the query. */
  index: number;
  weight: number;
  alternatives: readonly TermAlternative[];
  /** A common word from outside the trade, by which some things here are told apart all the same: "для стиральной машины". */
  common: boolean;
  /** Its stems, where things are one or the other in it. */
  opposable: readonly string[];
}

/** How well a material has a term, 0 to 1, and where it stands. */
export interface Strength {
  value: number;
  field: keyof typeof FIELD | null;
  leaf: boolean;
}

export function termStrength(
  { group, alternatives }: Term,
  text: MaterialText,
  inDocument: boolean,
): Strength {
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
  const isThing = text.heads.some((head) => alternative.lexemes.includes(head));
  const isServedKind = !alternative.served && isOfServedKind(group, text);
  // Foam for a gun is no gun for foam.
  const isPurpose = isThing && text.heads.some((head) => alternative.purpose?.includes(head));
  const isKind = group.required && !isThing && isKindOfAnother(alternative, text);
  for (const lexeme of alternative.lexemes) {
    let place = isBrandAlone(lexeme, alternative, group, text) ? null : placeOf(lexeme, group, text);
    if (place === null) return { value: 0, field: null, leaf: false };
    // The other words of the term that names the thing: "шаровой" in "кран шаровой", "радиаторов" in "эмаль для радиаторов".
    if (isKind && place === 'name') place = 'ancestors';
    if (alternative.served) place = servantPlace(lexeme, text, isThing);
    else if (isServedKind) place = 'served';
    else if (isPurpose) place = 'nameContext';
    else if ((place === 'ancestors' || place === 'nameContext') && isThing && text.name.has(lexeme))
      place = 'name';
    else if (isThing && (place === 'name' || (isLeaf(place) && text.name.has(lexeme)))) place = 'head';
    if (!text.leaf.has(lexeme)) leaf = false;
    sum += FIELD[place];
    field ??= place;
  }
  const mean = alternative.lexemes.length === 0 ? 0 : sum / alternative.lexemes.length;
  return { value: mean * alternative.weight, field, leaf };
}

/** Where what serves a thing has the word for it: "ламинат" in "Подложка под ламинат", or in the name of its category. */
function servantPlace(lexeme: string, text: MaterialText, isThing: boolean): keyof typeof FIELD {
  if (isThing) return 'served';
  if (text.context.has(lexeme)) return 'head';
  if (text.leafContext.has(lexeme)) return 'leaf';
  if (text.leaf.has(lexeme) && text.leafNouns === 1) return 'served';
  return text.name.has(lexeme) ? 'modifier' : 'ancestors';
}

/** Whether its category is called by what something is asked for: ВВГ among cables. */
function isOfServedKind({ alternatives }: TermGroup, { leaf, leafContext }: MaterialText): boolean {
  return alternatives.some(
    ({ served, lexemes }) =>
      served === true && lexemes.every((lexeme) => leaf.has(lexeme) && !leafContext.has(lexeme)),
  );
}

function isLeaf(place: keyof typeof FIELD): boolean {
  return place === 'leaf' || place === 'sharedLeaf';
}

/**
 * Whether the alternative is an adjective, and the name of another thing that it may be said of: "сетка штукатурная" is no plaster, but
 * "плита базальтовая" is insulation.
 */
function isKindOfAnother({ lexemes, text: said }: TermAlternative, { heads }: MaterialText): boolean {
  const [head] = heads;
  return lexemes.length === 1 && looksLikeAdjective(said ?? '') && head !== undefined && !isGenericStem(head);
}

/** Whether a synonym of what names things here is only in the name of the maker: "lamp" for "лампа" in Arte Lamp. */
function isBrandAlone(
  lexeme: string,
  { weight }: TermAlternative,
  { kind, namesThings }: TermGroup,
  { brand, name, leaf }: MaterialText,
): boolean {
  return (
    weight < 1 &&
    namesThings &&
    kind !== 'brand' &&
    brand.has(lexeme) &&
    !name.has(lexeme) &&
    !leaf.has(lexeme)
  );
}

const IS_MEASURE = /^\d/;
/** Stems of what is so many of a thing. */
const IS_SET = /^(?:набор|комплект)$/;

function placeOf(lexeme: string, group: TermGroup, text: MaterialText): keyof typeof FIELD | null {
  if (text.brand.has(lexeme)) return 'brand';
  const inName = text.name.has(lexeme);
  // A mark says what a thing is wherever it stands in the name: "Плита ОСП-3".
  if (inName && (!group.required || group.kind === 'code' || isHead(lexeme, text))) {
    const isPurpose = text.context.has(lexeme) && !group.context && group.kind !== 'brand';
    return isPurpose ? 'nameContext' : group.required ? 'head' : 'name';
  }
  // What the things of the category are for is not what they are.
  if (text.leaf.has(lexeme) && !(group.required && text.leafContext.has(lexeme))) {
    if (inName && !text.context.has(lexeme) && !text.objects.has(lexeme))
      return group.required && text.whole === lexeme ? 'name' : 'head';
    return text.leafNouns > 1 ? 'sharedLeaf' : 'leaf';
  }
  if (inName) {
    if (text.context.has(lexeme)) return 'nameContext';
    // Named, but not as what it is: an accessory, unless the category says otherwise, in whatever word.
    const isAccessory =
      group.kind === 'word' &&
      text.heads.length > 0 &&
      !isNamedIn(text.leaf, group) &&
      !isInSet(lexeme, text) &&
      (group.mostlyNamesThings || !isApposed(lexeme, text));
    if (!isAccessory) return 'name';
    if (!text.isEnglish) return 'ancestors';
    // Drywall screws are none of the drywall that others are; rockwool slabs are what there is of rockwool.
    return group.namesThings ? 'modifier' : 'name';
  }
  if (text.ancestors.has(lexeme) || text.leaf.has(lexeme)) return 'ancestors';
  // A term may be told by a measure: "2700К" for warm light, "доска 25" for "дюймовка".
  return IS_MEASURE.test(lexeme) && text.measures.has(lexeme) ? 'name' : null;
}

/** Whether the name names the thing so, alone or as the beginning of a compound: "прессфитинг" for "Пресс-фитинг". */
function isHead(lexeme: string, { name, heads }: MaterialText): boolean {
  return heads.some((head) => lexeme === head || name.get(lexeme) === name.get(head));
}

/** Whether the word follows the thing as its kind: "СИП" in "Кабель СИП-4". */
function isApposed(lexeme: string, { name, heads }: MaterialText): boolean {
  const distance = (name.get(lexeme) ?? Infinity) - (name.get(heads[0] ?? '') ?? Infinity);
  return distance > 0 && distance <= 2;
}

/** Whether the name is that of a set of it: "Набор бит". */
function isInSet(lexeme: string, text: MaterialText): boolean {
  return IS_SET.test(text.heads[0] ?? '') && isApposed(lexeme, text);
}

/** Whether some word for what the group asks is among the stems: "ГКЛВ" where they say "гипсокартон". */
function isNamedIn(stems: ReadonlySet<string>, { alternatives }: TermGroup): boolean {
  return alternatives.some(({ lexemes }) => lexemes.some((lexeme) => stems.has(lexeme)));
}
