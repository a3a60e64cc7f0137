import { createRequire } from 'node:module';
import { LRUCache } from 'lru-cache';
import { HAS_CYRILLIC } from './letters.js';

interface Stemmer {
  stem(word: string): string;
}

const snowball = createRequire(import.meta.url)('snowball-stemmers') as {
  newStemmer(language: string): Stemmer;
};
const russian = snowball.newStemmer('russian');
const english = snowball.newStemmer('english');
const cache = new LRUCache<string, string>({ max: 50_000 });

/** Forms with a vowel that the other forms of the word lack, beyond what the rules below cover; "уголь" is not "угол". */
const IRREGULAR: Readonly<Record<string, string>> = {
  окон: 'окн',
  окно: 'окн',
  ведер: 'ведр',
  полотен: 'полотн',
  волокон: 'волокн',
  стекловолокон: 'стекловолокн',
  бревен: 'бревн',
  стекол: 'стекл',
  сосен: 'сосн',
  кухонь: 'кухн',
  петель: 'петл',
  кровель: 'кровл',
  грабель: 'грабл',
  вишен: 'вишн',
  кресел: 'кресл',
  колец: 'кольц',
  пятен: 'пятн',
  дверьми: 'двер',
  обоев: 'обо',
  обои: 'обо',
  щебень: 'щебн',
  камень: 'камн',
  уровень: 'уровн',
  ремень: 'ремн',
  стержень: 'стержн',
  гребень: 'гребн',
  корень: 'корн',
  поручень: 'поручн',
  угол: 'угл',
  узел: 'узл',
  котел: 'котл',
  ковер: 'ковр',
  уголь: 'угль',
  угля: 'угль',
  углем: 'угль',
  углю: 'угль',
  угли: 'угль',
  углей: 'угль',
  чехол: 'чехл',
  кровать: 'кроват',
  печать: 'печат',
  рукоять: 'рукоят',
  шва: 'шов',
  шве: 'шов',
  шву: 'шов',
  швы: 'шов',
  швов: 'шов',
  швом: 'шов',
  швам: 'шов',
  швами: 'шов',
  швах: 'шов',
  ели: 'ель',
  отсев: 'отсев',
  крючья: 'крюк',
  крючьев: 'крюк',
  зажим: 'зажим',
  режим: 'режим',
  прижим: 'прижим',
  дерев: 'дерев',
  основ: 'основ',
  ендов: 'ендов',
  систем: 'систем',
  систему: 'систем',
};

/**
 * Endings that only a verb has for the stemmer, and a noun for a catalogue: "профили" is no past tense, "гранит" no present and
 * "смесь" not reflexive. Infinitives are left to it: people ask how to do things.
 */
const VERBAL = /^(?:[иы]?л[аио]?|[иы]те?|е?н[аоы]?|[иы]?в|ете|сь)$/;
const INFINITIVE = /т(?:ь|ься)$/;
const NOUN_ENDING = /(?:и?ями|ами|и?ях|и?ям|и?ем|и?ей|ах|ам|ов|ев|ом|ой|[иь]е|и[ийюя]|ь[юя]|[аеийоуыьюя])$/;

/** The noun that the stemmer took for a verb. The ending stands after the first vowel, as in the stemmer's region RV. */
function stemNoun(word: string): string {
  const first = word.search(/[аеиоуыэюя]/);
  const stem =
    word.slice(0, first + 1) +
    word
      .slice(first + 1)
      .replace(NOUN_ENDING, '')
      .replace(/нн$/, 'н');
  return stem.length < 3 ? word : stem;
}

// "досок", "плиток", "ручек" drop the vowel that "доска", "плитка", "ручка" never had; "брусок" and "бруска" meet the same way.
const FLEETING_VOWEL = /([бвгджзйклмнпрстфхцчшщ])[ое]к$/;

/** Stems of one word that its forms end in, made one. */
function unite(stem: string): string {
  if (stem.length < 4) return stem;
  // "гаек" and "гайка".
  if (/[аеиоуы]ек$/.test(stem)) return `${stem.slice(0, -2)}йк`;
  if (stem.length < 5) return stem;
  return stem
    .replace(FLEETING_VOWEL, '$1к')
    .replace(/ец$/, 'ц') // "колодец" and "колодца".
    .replace(/льк$/, 'лк') // "шпилька" and "шпилек".
    .replace(/^коньк$/, 'конк')
    .replace(/^(брус|прут|стул|клин)ь$/, '$1') // Plurals in -ья.
    .replace(/(?<=.{5})е$/, ''); // "батарея" and "батареи".
}

function stemRussian(word: string): string {
  const irregular = IRREGULAR[word];
  if (irregular !== undefined) return irregular;
  const stem = russian.stem(word);
  const isVerb = INFINITIVE.test(word) || !word.startsWith(stem);
  return unite(!isVerb && VERBAL.test(word.slice(stem.length)) ? stemNoun(word) : stem);
}

/** What does something keeps its ending: a perforator is nothing perforated. */
const AGENT = /^[a-z]{3,}ators?$/;

function stemEnglish(word: string): string {
  return AGENT.test(word) ? word.replace(/s$/, '') : english.stem(word);
}

/**
 * Stem of a normalised word, Russian or English by its letters. Words of up to three letters, and words with digits, are their
 * own stems: among abbreviations an ending means nothing.
 */
export function stemWord(word: string): string {
  if (word.length < 3) return word;
  const known = cache.get(word);
  if (known !== undefined) return known;
  const cyrillic = HAS_CYRILLIC.test(word);
  let stem = word;
  if (word.length <= 40 && (cyrillic ? /^[а-я]+$/ : /^[a-z]+$/).test(word)) {
    if (cyrillic) stem = word.length > 3 ? stemRussian(word) : (IRREGULAR[word] ?? word);
    else if (word.length > 3) stem = stemEnglish(word);
  }
  cache.set(word, stem);
  return stem;
}
