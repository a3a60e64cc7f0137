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

/** Forms with a vowel that the other forms of the word lack, beyond what the rule for -ок and -ек covers; "уголь" is not "угол". */
const IRREGULAR: Readonly<Record<string, string>> = {
  окон: 'окн',
  окно: 'окн',
  ведер: 'ведр',
  полотен: 'полотн',
  бревен: 'бревн',
  стекол: 'стекл',
  петель: 'петл',
  кровель: 'кровл',
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
  торец: 'торц',
  конец: 'конц',
  угол: 'угл',
  узел: 'узл',
  котел: 'котл',
  ковер: 'ковр',
  уголь: 'угль',
  угля: 'угль',
  углем: 'угль',
};
// "досок", "плиток", "ручек" drop the vowel that "доска", "плитка", "ручка" never had; "брусок" and "бруска" meet the same way.
const FLEETING_VOWEL = /([бвгджзйклмнпрстфхцчшщ])[ое]к$/;

function stemRussian(word: string): string {
  const irregular = IRREGULAR[word];
  if (irregular !== undefined) return irregular;
  const stem = russian.stem(word);
  return stem.length >= 5 ? stem.replace(FLEETING_VOWEL, '$1к') : stem;
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
    else if (word.length > 3) stem = english.stem(word);
  }
  cache.set(word, stem);
  return stem;
}
