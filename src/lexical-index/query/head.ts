import { HAS_CYRILLIC, looksLikeAdjective, stemWord } from '../../text-analysis/index.js';
import type { TermGroup } from '../ports/lexical-index.port.js';
import { isEnglishAttribute } from '../data/english-attributes.js';
import { isDeedWord } from '../synonyms/deeds.js';
import { TWO_WAY_WEIGHT } from '../synonyms/synonym-rule.js';
import { joinCoordinated } from './coordination.js';
import { isAdjective, isGeneric } from './groups.js';
import { isPortion, PORTIONS } from './portions.js';
import { NAMES_THINGS, type Vocabulary } from './vocabulary.js';

const INFINITIVE = /(?:ть|ти|чь)(?:ся)?$/;

/** What is to be done, which the synonyms turn into what it is done with: "приклеить" asks for glue, and not for the mirror. */
function isDeed(group: TermGroup, vocabulary: Vocabulary): boolean {
  return (
    group.kind === 'word' &&
    group.known &&
    INFINITIVE.test(group.text.split(' ')[0] ?? '') &&
    vocabulary.heads(stemWord(group.text)) === 0 &&
    group.alternatives.some(({ weight }) => weight < 1)
  );
}

/**
 * A deed that the synonyms know nothing of in this company: "положить" in "что положить на крышу". That a name has its stem makes it no
 * thing: "защитить дом" asks for nothing of those that are protective.
 */
export function isVagueDeed({ kind, known, text, alternatives }: TermGroup): boolean {
  if (kind !== 'word' || !isDeedWord(stemWord(text))) return false;
  return !known || (INFINITIVE.test(text) && alternatives.every(({ weight }) => weight === 1));
}

/** What is told in several words that only the synonyms have an answer to: "от скачков напряжения", a stabiliser. */
function isAnsweredBySynonyms({ kind, known, text, alternatives }: TermGroup): boolean {
  return kind === 'word' && known && text.includes(' ') && alternatives.every(({ weight }) => weight < 1);
}

/** So many times as many things are called by the Russian word, and the English one is no name for them here. */
const RARELY = 5;

/** Most names that name the thing by one of the group's alternatives of such a weight; -1 where it has none. */
function headsOf(group: TermGroup, isOne: (weight: number) => boolean, vocabulary: Vocabulary): number {
  const heads = group.alternatives
    .filter(({ weight }) => isOne(weight))
    .map(({ lexemes }) => Math.max(0, ...lexemes.map((lexeme) => vocabulary.heads(lexeme))));
  return Math.max(-1, ...heads);
}

/** A word in Latin letters that may name a thing. */
function isLatinWord(group: TermGroup): boolean {
  return (
    group.known &&
    !group.context &&
    !isGeneric(group) &&
    !PORTIONS.has(stemWord(group.text)) &&
    /^[a-z' -]+$/.test(group.text)
  );
}

/** An English word that the trade has a Russian one for. */
function isEnglish(group: TermGroup): boolean {
  return isLatinWord(group) && group.kind === 'word' && group.alternatives.every(({ weight }) => weight < 1);
}

/**
 * An English noun, which may be in a few names or be a maker's as well: "insulation" where there is Knauf Insulation. Of several the last
 * is the thing, "radiator valve", but "sealant clear", "vinyl tile walnut".
 */
function isEnglishNoun(group: TermGroup, vocabulary: Vocabulary): boolean {
  if (!isLatinWord(group) || isEnglishAttribute(group.text)) return false;
  if (isEnglish(group)) {
    // By what it means best: white is "белый", and RAL 9003 as well.
    const best = Math.max(...group.alternatives.map(({ weight }) => weight));
    return !group.alternatives.every(
      ({ text, weight }) => weight < best || (text !== undefined && looksLikeAdjective(text)),
    );
  }
  const own = headsOf(group, (weight) => weight === 1, vocabulary);
  const russian = headsOf(group, (weight) => weight < 1, vocabulary);
  return russian > 0 && own * RARELY <= russian;
}

/** The last of English nouns in a row by which things here are called: "timber fence panel" asks for a panel. */
function lastEnglishThing(groups: readonly TermGroup[], head: number): number {
  let last = head;
  for (let i = head; ; i++) {
    const group = groups[i];
    if (group?.kind !== 'word' || !isLatinWord(group)) return last;
    if (group.namesThings && !isEnglishAttribute(group.text)) last = i;
  }
}

/** How likely a group names the thing itself, 0 to 2. */
function headness(group: TermGroup, index: number, vocabulary: Vocabulary): number {
  if (isDeed(group, vocabulary)) return 2;
  if (group.kind === 'size' || group.kind === 'number') return -1;
  if (group.context) return isAnsweredBySynonyms(group) ? 0.3 : -0.5;
  if (isVagueDeed(group)) return -0.4;
  let share = 0;
  for (const { lexemes, weight } of group.alternatives) {
    const best = Math.max(
      0,
      ...lexemes.map((lexeme) =>
        Math.min(1, vocabulary.headShare(lexeme) + (vocabulary.categories(lexeme) > 0 ? 0.15 : 0)),
      ),
    );
    share = Math.max(share, best * weight);
  }
  // "Izospan D" is no thing called D.
  if (group.kind === 'brand' || group.text.length === 1) share = Math.min(share, 0.1);
  // A code with a series by which things are called, ОСП-3, is the thing before "плита" is, and behind any other noun.
  if (group.kind === 'code') share = Math.min(share, share >= NAMES_THINGS ? 0.4 : 0.05);
  if (isAdjective(group)) share *= 0.3;
  if (isGeneric(group)) share *= 0.3;
  // Less than any maker: "изолон рулон".
  else if (isPortion(group)) share *= 0.08;
  return share - index * 0.02 + (group.known ? 0.05 : 0);
}

/** Index of the group that most likely names the thing, and how likely; -1 without groups. */
function likeliest(groups: readonly TermGroup[], vocabulary: Vocabulary): { index: number; score: number } {
  return groups.reduce(
    (best, group, index) => {
      const score = headness(group, index, vocabulary);
      return score > best.score ? { index, score } : best;
    },
    { index: -1, score: -Infinity },
  );
}

/** Whether a Russian noun is in a form that says whose or of what, as far as its ending and the catalogue's words tell. */
function isGenitive(word: string, vocabulary: Vocabulary): boolean {
  if (/[а-я]{3}(?:[ыи]|ов|ев)$/.test(word)) return true;
  return (
    /[а-я]{3}[ая]$/.test(word) &&
    [word.slice(0, -1), `${word.slice(0, -1)}ь`].some((bare) => vocabulary.hasWord(bare))
  );
}

/** The thing before what it is of: the clip of "фиксатор арматуры", where the bar is far more often a thing. */
function ownerOf(groups: readonly TermGroup[], index: number, vocabulary: Vocabulary): number {
  const [before, group] = [groups[index - 1], groups[index]];
  const isThing =
    before?.kind === 'word' &&
    before.known &&
    before.namesThings &&
    !before.context &&
    !isGeneric(before) &&
    !isAdjective(before) &&
    !PORTIONS.has(stemWord(before.text));
  return isThing && group?.kind === 'word' && isGenitive(group.text, vocabulary) ? index - 1 : index;
}

/** Words for goods of any kind: "материал для навеса" asks for what a shelter is made of. */
const GOODS = new Set('материал изделие продукция продукт товар'.split(' ').map(stemWord));

/**
 * What goods of any kind are for, or of what kind, where nothing here is called by the word for them, and where something is to be put
 * or done; else the index as it was.
 */
function purposeOf(groups: readonly TermGroup[], index: number): number {
  const group = groups[index];
  const isGoods = group?.kind === 'word' && !group.namesThings && GOODS.has(stemWord(group.text));
  if (!group || !(isGoods || isVagueDeed(group))) return index;
  const purpose = groups.findIndex(
    ({ context, kind, known }, i) => i > index && context && kind === 'word' && known,
  );
  if (purpose >= 0 || !isGoods) return purpose >= 0 ? purpose : index;
  const kind = groups.findIndex(isAdjective);
  return kind < 0 ? index : kind;
}

/** A noun that nobody here knows. */
function isStranger(group: TermGroup): boolean {
  return (
    !group.known && !group.context && group.kind === 'word' && !isAdjective(group) && group.text.length > 2
  );
}

/** A noun of the catalogue, whatever part it plays there: more of a thing than the adjective beside it. */
function isPlainNoun(group: TermGroup): boolean {
  return (
    group.known &&
    !group.context &&
    group.kind === 'word' &&
    !isAdjective(group) &&
    !isGeneric(group) &&
    !isPortion(group) &&
    !GOODS.has(stemWord(group.text)) &&
    /^[а-я]{4,}$/.test(group.text)
  );
}

/**
 * Index of the noun, or else of the maker, that an adjective is said of: "серая Политэк" asks for what Politek makes. A "газовый баллон" is
 * a cylinder: what goods come in is the thing where nothing else is.
 */
function nameBesides(groups: readonly TermGroup[]): number {
  const kinds = [
    isPlainNoun,
    ({ kind, context }: TermGroup) => kind === 'brand' && !context,
    (group: TermGroup) => isPortion(group) && group.known && !group.context && !isAdjective(group),
  ];
  return kinds.map((isOne) => groups.findIndex(isOne)).find((index) => index >= 0) ?? -1;
}

/** Whether a query asks for what something is done with: "чем снять линолеум". */
const ASKS_FOR_MEANS = /^чем\s/;

/**
 * Whether the head is what the thing asked for is for, and nobody says what that is: "под ламинат", and what an unknown deed is done to.
 */
function isServed(groups: readonly TermGroup[], head: number, query: string): boolean {
  const group = groups[head];
  if (group?.kind !== 'word' && group?.kind !== 'brand') return false;
  if (group.purpose === true)
    return groups.every(({ kind, context }) => context || kind === 'size' || kind === 'number');
  const isDone = groups.slice(0, head).some(({ kind, text }) => kind === 'word' && INFINITIVE.test(text));
  return isDone && ASKS_FOR_MEANS.test(query) && !INFINITIVE.test(group.text);
}

/**
 * The head as what something is asked for: by its own word, by those that mean the same where that is a name for things here, or where it
 * is in none. Its other synonyms may be kinds of it ("кабель", ВВГ), or what is asked for ("под забор", a post).
 */
function servedHead(group: TermGroup, vocabulary: Vocabulary): TermGroup {
  const own = group.alternatives.filter(({ weight }) => weight === 1);
  const isThing = own.some(
    ({ lexemes: [lexeme = '', ...others] }) =>
      others.length === 0 && vocabulary.headShare(lexeme) >= NAMES_THINGS,
  );
  // "Under laminate" is "под ламинат", whether or not some name has the English word.
  const isForeign =
    /^[a-z]/.test(group.text) && group.alternatives.some(({ text }) => HAS_CYRILLIC.test(text ?? ''));
  const least = isThing || isForeign || own.length === 0 ? TWO_WAY_WEIGHT : 1;
  const alternatives = group.alternatives.map((alternative) =>
    alternative.weight >= least ? { ...alternative, served: true } : alternative,
  );
  return { ...group, alternatives };
}

/**
 * Marks the group that names the thing asked for. A noun that nobody here knows is the thing all the same: "детская коляска" asks
 * for a pram, not for anything made for children.
 *
 * @param query what was asked, normalised.
 */
export function chooseHead(read: readonly TermGroup[], vocabulary: Vocabulary, query: string): TermGroup[] {
  const groups = joinCoordinated(read);
  const { index, score } = likeliest(groups, vocabulary);
  const likely = groups[index];
  if (likely === undefined) return [];
  const isWeak = isAdjective(likely) || (score < 0.15 && likely.kind !== 'code' && likely.kind !== 'brand');
  const stranger = isWeak ? groups.findIndex(isStranger) : -1;
  const named = isAdjective(likely) ? nameBesides(groups) : -1;
  const thing = stranger >= 0 ? stranger : named >= 0 ? named : ownerOf(groups, index, vocabulary);
  const first = purposeOf(groups, thing);
  const owned = first < index && stranger < 0 ? index : -1;
  let head = first;
  const saysOfNext = (i: number): boolean => {
    const [group, next] = [groups[i], groups[i + 1]];
    return group !== undefined && next !== undefined && isEnglish(group) && isEnglishNoun(next, vocabulary);
  };
  while (saysOfNext(head)) head++;
  head = lastEnglishThing(groups, head);
  const deed = isDeed(likely, vocabulary);
  const served = isServed(groups, head, query);
  return groups.map((group, i) => {
    if (i === head) return { ...(served ? servedHead(group, vocabulary) : group), required: true };
    // What it is done to is what the thing is for, and so is what stands before an English noun.
    const isFor = deed ? i > head && group.kind === 'word' : i === owned || (i >= first && i < head);
    // What is to be done with it says little where nobody knows.
    const isDone = isVagueDeed(group);
    return isFor || isDone ? { ...group, context: true } : group;
  });
}
