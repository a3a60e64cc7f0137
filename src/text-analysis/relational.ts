import { HAS_CYRILLIC } from './letters.js';
import { looksLikeAdjective } from './adjective.js';
import { stemWord } from './stem.js';

const ENDING = /(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ых|их|ым|им|ыми|ими|ую|юю)$/;

/**
 * How a Russian noun becomes the adjective of what something is made of or made for (relational adjectives; Russkaya grammatika, 1980,
 * §§ 610–660): the end of the adjective without its ending, and what the noun's stem ends with instead.
 */
const NOUN_OF: readonly (readonly [end: RegExp, noun: readonly string[]])[] = [
  [/иев$/, ['']], // алюминиевый
  [/[ое]в$/, ['']], // сосновый, кирпичевый
  [/ционн$/, ['ц']], // вентиляционный
  [/^(ок|кух)онн$/, ['$1н']], // оконный
  [/[яа]нн$/, ['']], // деревянный
  [/(?<=.{2})[яа]н$/, ['']], // глиняный, кожаный
  [/ельн$/, ['л', 'ел']], // кровельный, мебельный
  [/ьн$/, ['']], // стальной
  [/очн$/, ['к', 'оч']], // плиточный, потолочный
  [/чн$/, ['к', 'ц', 'ч']], // чердачный, уличный, кирпичный
  [/жн$/, ['г', 'ж']], // бумажный, гаражный
  [/йн$/, ['', 'й']], // обойный, хвойный
  [/лн$/, []], // of л it is "льный": "профилный" is a slip
  [/н$/, ['']], // гранитный
  [/ическ$/, ['', 'ик']], // металлический, керамический
];

/** The adjective of a noun, from the end of the noun's stem. */
const ADJECTIVE_OF: readonly (readonly [end: RegExp, adjective: readonly string[]])[] = [
  [/к$/, ['очный', 'чный', 'ковый']],
  [/ц$/, ['чный', 'цевый', 'ционный']],
  [/г$/, ['жный']],
  [/л$/, ['льный', 'ловый', 'ельный', 'лянный']],
  [/[аеоуыэюя]$/, ['$&йный']],
  [/(?=[^каеоуыэюяцгл]$)(.)$/, ['$1ный', '$1овый', '$1ьный', '$1янный']],
];

/** Shorter, and a stem says nothing: "пол" may be in "полный". */
const SHORTEST = 3;

/**
 * Stems of the nouns that a Russian adjective may be made from: "сосн" of "сосновая", "плитк" of "плиточный". Guesses by form alone,
 * at most three: whether there is such a noun is for a vocabulary to say.
 */
export function nounsOf(word: string): string[] {
  if (!looksLikeAdjective(word)) return [];
  const base = word.replace(ENDING, '');
  const rule = NOUN_OF.find(([end]) => end.test(base));
  if (!rule) return [];
  const [end, nouns] = rule;
  return distinct(
    nouns.map((noun) => base.replace(end, noun)),
    stemWord(word),
  );
}

/** Stems of the adjectives that may be made from a Russian noun: "плиточн" of "плитки". Guesses as in {@link nounsOf}, at most four. */
export function adjectivesOf(word: string): string[] {
  const stem = stemWord(word);
  if (!HAS_CYRILLIC.test(stem) || !/^[а-я]+$/.test(stem) || looksLikeAdjective(word)) return [];
  const rule = ADJECTIVE_OF.find(([end]) => end.test(stem));
  if (!rule) return [];
  const [end, adjectives] = rule;
  return distinct(
    adjectives.map((adjective) => stemWord(stem.replace(end, adjective))),
    stem,
  );
}

function distinct(stems: readonly string[], own: string): string[] {
  return [...new Set(stems)].filter((stem) => stem.length >= SHORTEST && stem !== own);
}
