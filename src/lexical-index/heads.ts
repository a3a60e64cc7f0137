import {
  HAS_CYRILLIC,
  looksLikeAdjective,
  stemWord,
  type Analysis,
  type Word,
} from '../text-analysis/index.js';
import { isEnglishAttribute } from './data/english-attributes.js';

const FITTING = stemWord('фитинг');

/**
 * The thing a name names: its first noun that is not the brand, an adjective or what the thing is for. Where that begins a mark, the noun
 * behind it names the thing as well: "Ресанта САИ-190 сварочный аппарат", "УШМ-125 болгарка". In English it is the last noun of those that
 * the name begins with: "drywall screws" are screws.
 *
 * @param brandStems of the words of its brand.
 */
export function headsOf({ words, codes }: Analysis, brandStems: ReadonlySet<string>): string[] {
  const nouns = words.filter(
    ({ text, stem, stop, context }) =>
      !stop && !context && text.length > 2 && !brandStems.has(stem) && !looksLikeAdjective(text),
  );
  const russian = nouns.filter(({ text }) => HAS_CYRILLIC.test(text));
  const [first, second] = russian.length > 0 ? russian : nouns;
  if (!first) return [];
  // "Фитинг обжимной тройник", "Пресс-фитинг муфта": which of them it is, the next noun tells.
  const kind = russian[russian.findLastIndex(({ stem }) => stem === FITTING) + 1];
  if (kind && kind !== first && russian.indexOf(kind) <= 3) return [kind.stem, first.stem];
  const isMark = codes.some(({ position }) => position === first.position);
  if (isMark) return second && second.stem !== first.stem ? [first.stem, second.stem] : [first.stem];
  return russian.length > 0 ? [first.stem] : englishHeads(nouns, first);
}

/** Of three nouns the second may be the thing as well: "concrete mix" in "Quikrete concrete mix", "house wrap" before its maker's name. */
function englishHeads(nouns: readonly Word[], first: Word): string[] {
  const run: Word[] = [];
  let last: Word | undefined;
  for (const word of nouns) {
    // The whole of "self-leveling" stands where its first part does.
    if (word.position === last?.position) continue;
    const isNext = last === undefined || word.start - last.end <= 1;
    if (run.length > 0 && (!isNext || isEnglishAttribute(word.text))) break;
    if (!isEnglishAttribute(word.text)) run.push(word);
    last = word;
  }
  const head = run[run.length - 1] ?? first;
  const [, second] = run.length === 3 ? run : [];
  return second && second.stem !== head.stem ? [head.stem, second.stem] : [head.stem];
}
