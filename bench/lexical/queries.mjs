/** A mixed query log over a generated catalogue of `size` items: what people type, in the shares shop logs have. Pure. */
import { item, randomOf } from './generator.mjs';

const RU_KEYS = 'йцукенгшщзхъфывапролджэячсмитьбю';
const EN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const LATIN = { а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'h', ц: 'c', ч: 'ch', ш: 'sh', щ: 'shch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya' }; // prettier-ignore

const map = (text, table) => [...text].map((letter) => table(letter) ?? letter).join('');
const toLayout = (text) =>
  map(text.toLowerCase(), (letter) => EN_KEYS[RU_KEYS.indexOf(letter)] ?? (letter === 'ё' ? '`' : letter));
const toLatin = (text) => map(text.toLowerCase(), (letter) => LATIN[letter]);

function slip(random, word) {
  if (word.length < 5) return word;
  const at = 1 + Math.floor(random() * (word.length - 2));
  const kind = random();
  if (kind < 0.35) return word.slice(0, at) + word.slice(at + 1);
  if (kind < 0.7) return word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
  return word.slice(0, at) + word[at] + word[at] + word.slice(at + 1);
}

const sizeOf = (name) =>
  /\d+(?:,\d+)?(?:х\d+(?:,\d+)?)+/.exec(name.toLowerCase())?.[0] ??
  /\d+(?:,\d+)? (?:кг|л|мм|м|мл|вт|квт)(?=\s|$)/i.exec(name)?.[0] ??
  '';

const ENGLISH = [
  'cement 50 kg',
  'paint white',
  'screws for wood',
  'drywall',
  'pipe 25',
  'cable 3x2.5',
  'tile adhesive',
];
const NEEDS = [
  'чем утеплить чердак',
  'что положить под ламинат',
  'краска для ванной',
  'клей для керамогранита на улицу',
  'герметик для бассейна',
  'чем заделать щель в стене',
];
const ABSENT = [
  'детская коляска',
  'корм для кошек',
  'ноутбук',
  'iphone 15',
  'велосипед горный',
  'женские туфли',
];

const CLASSES = [
  ['noun', 14, ({ noun }) => noun],
  ['noun size', 24, ({ noun, name }) => `${noun} ${sizeOf(name)}`],
  ['noun brand', 14, ({ noun, named }) => `${noun} ${named ?? ''}`],
  ['name', 10, ({ name }) => name],
  ['series', 6, ({ noun, series }) => series ?? noun],
  ['brand size', 6, ({ noun, named, name }) => `${noun} ${named ?? ''} ${sizeOf(name)}`],
  ['typo', 8, ({ noun, named }, random) => `${slip(random, noun)} ${random() < 0.4 ? (named ?? '') : ''}`],
  ['layout', 3, ({ noun }) => toLayout(noun)],
  ['translit', 3, ({ noun }) => toLatin(noun)],
  ['sku', 4, ({ sku }) => sku],
  ['sku prefix', 2, ({ sku }) => sku.slice(0, -2)],
  ['english', 2, (_, random) => ENGLISH[Math.floor(random() * ENGLISH.length)]],
  ['need', 2, (_, random) => NEEDS[Math.floor(random() * NEEDS.length)]],
  ['absent', 2, (_, random) => ABSENT[Math.floor(random() * ABSENT.length)]],
];
const WHOLE = CLASSES.reduce((sum, [, share]) => sum + share, 0);

/** @returns `count` of `{ kind, text }`, the same for the same size and seed. */
export function queryLog(size, count, seed = 1) {
  const random = randomOf(seed * 104_729);
  return Array.from({ length: count }, () => {
    let at = random() * WHOLE;
    const [kind, , make] = CLASSES.find(([, share]) => (at -= share) < 0) ?? CLASSES[0];
    const text = make(item(Math.floor(random() * size)), random)
      .replace(/\s+/g, ' ')
      .trim();
    return { kind, text };
  });
}

/** What suggestions are asked with: beginnings, two letters and more, of a query's words. */
export function prefixLog(size, count, seed = 2) {
  const random = randomOf(seed * 104_729);
  return queryLog(size, count, seed).map(({ text }) => {
    const least = Math.min(2, text.length);
    return text.slice(0, least + Math.floor(random() * (Math.min(text.length, 24) - least + 1)));
  });
}
