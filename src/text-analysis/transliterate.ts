/** How Russian sounds are written in Latin letters; longest first within a length. */
const TO_CYRILLIC: readonly (readonly [string, readonly string[]])[] = [
  ['shch', ['щ']],
  ['sch', ['щ', 'сч', 'ш']],
  ['tsch', ['ч']],
  ['zh', ['ж']],
  ['kh', ['х']],
  ['yy', ['ый', 'ий']],
  ['yj', ['ый', 'ий']],
  ['dj', ['дж']],
  ['ts', ['ц', 'тс']],
  ['tz', ['ц']],
  ['ch', ['ч', 'х']],
  ['sh', ['ш', 'сх']],
  ['yu', ['ю']],
  ['ya', ['я']],
  ['yo', ['е', 'йо']],
  ['ye', ['е', 'ые']],
  ['ju', ['ю']],
  ['ja', ['я']],
  ['jo', ['е']],
  ['iu', ['ю']],
  ['ia', ['ия', 'я', 'иа']],
  ['ck', ['к']],
  ['ph', ['ф']],
  ['th', ['т']],
  ['qu', ['кв']],
  ['oo', ['у']],
  ['ee', ['и', 'ее']],
  ['au', ['ау']],
  ['a', ['а']],
  ['b', ['б']],
  ['c', ['к', 'ц', 'с']],
  ['d', ['д']],
  ['e', ['е', 'э']],
  ['f', ['ф']],
  ['g', ['г']],
  ['h', ['х', 'г']],
  ['i', ['и', 'й']],
  ['j', ['й', 'дж', 'ж']],
  ['k', ['к']],
  ['l', ['л', 'ль']],
  ['m', ['м']],
  ['n', ['н', 'нь']],
  ['o', ['о']],
  ['p', ['п']],
  ['q', ['к']],
  ['r', ['р']],
  ['s', ['с', 'з']],
  ['t', ['т', 'ть']],
  ['u', ['у']],
  ['v', ['в']],
  ['w', ['в']],
  ['x', ['кс', 'х']],
  ['y', ['ы', 'й', 'и', 'ый']],
  ['z', ['з', 'ц']],
  ["'", ['ь', '']],
  ['-', ['-']],
];
/** Letters that may be soft at the end of a word, which is rarely written: "gvozd", "smes". */
const MAYBE_SOFT = /[бвдзпрсф]$/;
const TO_LATIN: Readonly<Record<string, readonly string[]>> = {
  а: ['a'],
  б: ['b'],
  в: ['v', 'w'],
  г: ['g', 'h'],
  д: ['d'],
  е: ['e', 'ye'],
  ж: ['zh', 'j'],
  з: ['z', 's'],
  и: ['i', 'y'],
  й: ['y', 'i', 'j'],
  к: ['k', 'c'],
  л: ['l', 'll'],
  м: ['m'],
  н: ['n'],
  о: ['o', 'au'],
  п: ['p'],
  р: ['r'],
  с: ['s', 'c'],
  т: ['t'],
  у: ['u', 'oo'],
  ф: ['f', 'ph'],
  х: ['h', 'kh', 'x'],
  ц: ['c', 'ts', 'z'],
  ч: ['ch', 'c'],
  ш: ['sh', 'sch'],
  щ: ['shch'],
  ъ: [''],
  ы: ['y'],
  ь: [''],
  э: ['e', 'a'],
  ю: ['yu', 'u'],
  я: ['ya', 'ia'],
};

/** Never more readings than this: each is one look-up in the lexicon. */
const MAX_READINGS = 24;
const MAX_LENGTH = 40;

interface Reading {
  text: string;
  /** Number of second-choice letters. */
  cost: number;
}

function extend(readings: readonly Reading[], options: readonly string[]): Reading[] {
  const next: Reading[] = [];
  for (const reading of readings) {
    for (const [i, option] of options.entries())
      next.push({ text: reading.text + option, cost: reading.cost + (i > 0 ? 1 : 0) });
  }
  // Keeping the cheapest bounds the work: the number of readings would else grow exponentially with the word.
  return next.length <= MAX_READINGS ? next : next.sort((a, b) => a.cost - b.cost).slice(0, MAX_READINGS);
}

/** Cyrillic readings of a Latin word, likeliest first: "gipsokarton" is "гипсокартон". Empty for what cannot be one. */
export function latinToCyrillic(word: string): string[] {
  if (word.length > MAX_LENGTH || !/^[a-z'-]+$/.test(word)) return [];
  let readings: Reading[] = [{ text: '', cost: 0 }];
  for (let i = 0; i < word.length; ) {
    const rule = TO_CYRILLIC.find(([latin]) => word.startsWith(latin, i));
    if (!rule) return [];
    readings = extend(readings, rule[1]);
    i += rule[0].length;
  }
  const soft = readings.filter(({ text }) => MAYBE_SOFT.test(text));
  readings.push(...soft.map(({ text, cost }) => ({ text: `${text}ь`, cost: cost + 1 })));
  return rank(readings).slice(0, MAX_READINGS);
}

/** Latin readings of a Cyrillic word, likeliest first: "кнауф" may be "knauf", "церезит" "cerezit". */
export function cyrillicToLatin(word: string): string[] {
  if (word.length > MAX_LENGTH || !/^[а-я]+$/.test(word)) return [];
  let readings: Reading[] = [{ text: '', cost: 0 }];
  for (const letter of word) readings = extend(readings, TO_LATIN[letter] ?? ['']);
  return rank(readings);
}

function rank(readings: readonly Reading[]): string[] {
  return [...new Set([...readings].sort((a, b) => a.cost - b.cost).map(({ text }) => text))].filter(
    (text) => text.length > 1,
  );
}

/**
 * A word as it sounds, whatever alphabet and spelling: brands that were heard and not read meet here ("церезит", "ceresit",
 * "тиккурила", "tikkurila", "шнайдер", "schneider").
 */
export function soundKey(word: string): string {
  const isCyrillic = /[а-я]/.test(word);
  const key = isCyrillic
    ? [...word].map((letter) => TO_LATIN[letter]?.[0] ?? '').join('')
    : asPronounced(word);
  return key
    .replace(/[^a-z0-9]/g, '')
    .replace(/shch|sch|sh|ch|tch|zh|j/g, 's')
    .replace(/tz|ts|z|c(?=[eiy])/g, 's')
    .replace(/ck|kh|q|c|g|h(?=[aeiouy])/g, 'k')
    .replace(/ph|w|v/g, 'f')
    .replace(/ei|ey|ai|ay|ae|ie|ee|yu|iu|ya|ia|y/g, 'i')
    .replace(/oo|ou|au|o/g, 'a')
    .replace(/e/g, 'i')
    .replace(/h/g, '')
    .replace(/b$/g, 'p')
    .replace(/d$/g, 't')
    .replace(/(.)\1+/g, '$1');
}

/** What Latin letters sound like where it is not what they are: Betolux, Pinotex, AquaMast, Thermo, EuroBlock, Starlike. */
function asPronounced(word: string): string {
  return word
    .replace(/lux/g, 'lyux')
    .replace(/x/g, 'ks')
    .replace(/qu/g, 'kv')
    .replace(/th/g, 't')
    .replace(/eu(?=[a-z])/g, 'ev')
    .replace(/(i[b-df-hk-np-tvz])e$/, '$1');
}
