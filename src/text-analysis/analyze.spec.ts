import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  analyze,
  editDistance,
  foldCode,
  foldLookalikes,
  lexemesOf,
  normalizeText,
  stemWord,
  toEnglishLayout,
  toRussianLayout,
} from './index.js';

const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const codes = (text: string): string[] => analyze(text).codes.map((code) => code.text);
const measures = (text: string): string[] =>
  analyze(text)
    .measures.filter(({ ofCode }) => !ofCode)
    .map(({ kind, values, unit }) => `${kind} ${values.join('x')}${unit ?? ''}`);

describe('normalizeText', () => {
  it('is idempotent for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => normalizeText(normalizeText(text)) === normalizeText(text)),
      { numRuns: 2_000 },
    );
  });

  it('reads common letters the quick way as it reads them the thorough way', () => {
    const common = fc.string({
      unit: fc.constantFrom(...'АБЁЙМРХЇЎабёйхїў AbXyZ019.,-*/()"«»–—“”„Ø×'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(common, (text) => normalizeText(`${text} ²`) === `${normalizeText(text)} 2`),
      { numRuns: 2_000 },
    );
  });

  it('folds case, ё, width, dashes and signs', () => {
    expect(normalizeText('ШПАКЛЁВКА —５０×１５０ м² ⌀12')).toBe('шпаклевка -50×150 м2 ø12');
  });
});

describe('look-alike letters', () => {
  it('fold within a word to the alphabet that holds all its letters', () => {
    expect(foldLookalikes('гkл')).toBe('гкл'); // Latin k
    expect(foldLookalikes('sdsс')).toBe('sdsc'); // Cyrillic с
    expect(foldLookalikes('цемент')).toBe('цемент');
  });

  it('make one code of М500 and M500', () => {
    expect(foldCode('м500')).toBe(foldCode('m500'));
    expect(codes('Цемент М-500')).toContain('m500');
    expect(codes('цемент m 500')).toContain('m500');
  });
});

describe('analyze', () => {
  it.each([
    ['клей для плитки', ['плитки']],
    ['клей для плитки Knauf', ['плитки']],
    ['paint for metal fence', ['metal', 'fence']],
    ['how to paint a fence', []],
    ['fix insulation to wall', ['wall']],
    ['screws for a shelf', ['shelf']],
    ['bag of cement', []],
    ['Клей д/плитки Волма Интерьер', ['плитки']],
    ['Краска для стен и потолков Лакра', ['стен', 'потолков']],
    ['Краска Для Стен и Потолков', ['стен', 'потолков']],
    ['КЛЕЙ ДЛЯ ПЛИТКИ ВОЛМА', ['плитки', 'волма']],
  ])('of %j says what it is for: %j', (text, expected) => {
    expect(analyze(text).words.flatMap((word) => (word.context ? [word.text] : []))).toEqual(expected);
  });

  it('takes "a" for an article between Latin words only', () => {
    const counted = (text: string): string[] =>
      analyze(text).words.flatMap((word) => (word.stop ? [] : [word.text]));
    expect(counted('build a partition')).toEqual(['build', 'partition']);
    expect(counted('изоспан a')).toEqual(['изоспан', 'a']);
    expect(counted('hepa a 100')).toEqual(['hepa', 'a']);
  });

  it('never throws, whatever the text, and keeps offsets inside it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { words, codes: found, measures: measured } = analyze(text);
        for (const { start, end } of [...words, ...found, ...measured]) {
          if (start < 0 || end > text.length || start >= end) return false;
        }
        return lexemesOf(analyze(text)).size >= 0;
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds the same lexemes in normalised text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'абвмх50 1,2.-xM/кгØ"('), maxLength: 40 }), (text) => {
        const stored = [...lexemesOf(analyze(normalizeText(text))).keys()].sort();
        return (
          [...lexemesOf(analyze(normalizeText(normalizeText(text)))).keys()].sort().join() === stored.join()
        );
      }),
    );
  });

  // How long it takes is shown by `npm run bench:text`: a clock on a busy machine proves nothing here.
  it.each([
    'x',
    '1',
    '1x',
    '1/',
    'м5-',
    '(',
    'я-',
    '5 на ',
    'ё',
    '1,',
    '2 квадрата ',
    'сто ',
    '1/2/',
    'ду 15 ',
    'to ',
    'a to b ',
  ])('finds no more in a long run of %j than its length allows', (unit) => {
    const found = (n: number): number => {
      const { words, codes, measures: measured } = analyze(unit.repeat(n));
      const letters = [...words, ...codes, ...measured].reduce((sum, { start, end }) => sum + end - start, 0);
      return words.length + codes.length + measured.length + letters;
    };
    expect(found(16_000)).toBeLessThanOrEqual(4.5 * found(4_000) + 100);
  });

  it.each([
    ['Доска 50х150х6000', ['dimension 50x150x6000']],
    ['доска 50 на 150', ['dimension 50x150']],
    ['doska 50h150h6000', ['dimension 50x150x6000']],
    ['dyubel 10h180mm', ['dimension 10x180mm']],
    ['ОСБ 2.5x1.25м', ['dimension 2500x1250mm']],
    ['Доска 25х150х6м', ['dimension 25x150x6000mm']],
    ['лист 3мх2м', ['dimension 3000x2000mm']],
    ['арматура ф12', ['diameter 12mm']],
    ['Арматура Ø12', ['diameter 12mm']],
    ['труба d110', ['diameter 110mm']],
    ['арматура 12мм', ['quantity 12mm']],
    ['арматура 12 мм', ['quantity 12mm']],
    ['кабель 3х2,5', ['dimension 3x2.5']],
    ['цемент 50 кг', ['quantity 50kg']],
    ['краска 0,9 л', ['quantity 0.9l']],
    ['автомат 16А', ['quantity 16a']],
    ['щебень 5-20', ['range 5x20']],
    ['муфта 1/2"', ['quantity 12.7mm']],
    ['плёнка 150 мкм', ['quantity 0.15mm']],
    ['газоблок 600/300/200', ['dimension 600x300x200']],
    ['газоблок 600/300/200 мм', ['dimension 600x300x200mm']],
    ['фанера 2/4', ['ratio 2x4']],
    ['кабель 2.5 квадрата', ['number 2.5']],
    ['кабель 3х2,5 мм2', ['dimension 3x2.5']],
    ['провод 2,5 кв.мм', ['number 2.5']],
    ['ламинат 20 квадратов', ['quantity 20m2']],
    ['ламинат 20 квадратных метров', ['quantity 20m2']],
    ['квадрат 12', ['number 12']],
    ['Автомат ABB SH201L', []],
    ['ФБС 24.4.6Т', []],
    ['Выключатель 2-кл. белый', ['quantity 2keys']],
    ['ламинат 33 кл', ['quantity 33class']],
    ['отвод 45 градусов', ['quantity 45degree']],
    ['бордюр 100.30.15', ['dimension 100x30x15']],
    ['профиль ПП 60 27', ['number 60', 'number 27']],
    ['Профиль ПП 60х27', ['dimension 60x27']],
  ])('measures %s', (text, expected) => {
    expect(measures(text)).toEqual(expected);
  });

  it.each([
    ['А500С', 'a500c'],
    ['бетон В25', 'b25'],
    ['профнастил С8', 'c8'],
    ['ОСП-3', 'ocp3'],
    ['OSB3', 'osb3'],
    ['ПФ 115', 'pf115'],
    ['Ceresit CM 11', 'cm11'],
    ['розетка IP44', 'ip44'],
    ['ГОСТ 30244-94', '30244-94'],
    ['Газоблок D400', 'd400'],
    ['ФБС 24.4.6Т', 'fbc24-4-6'],
    ['ФБС-24-4-6-т', 'fbc24-4-6'],
    ['фбс 24 4 6', 'fbc24-4-6'],
    ['фбс 24х4х6', 'fbc24-4-6'],
    ['Кольцо КС10.9', 'kc10-9'],
    ['КС-10-9', 'kc10-9'],
    ['Кольцо КС 10.9 Ø1000', 'kc10'],
    ['Бордюр БР100.30.15', 'bp100-30-15'],
  ])('reads the code in %s', (text, code) => {
    expect(codes(text)).toContain(code);
  });

  it.each([
    ['ФБС 24.4.6Т', [2400, 400, 600]],
    ['Бордюр БР 100.30.15', [1000, 300, 150]],
    ['кольцо КС 10.9', [1000, 900]],
    ['ПК 60.15-8', [6000, 1500]],
    ['фбс 2400х400х600', [2400, 400, 600]],
  ])('reads the sides that the mark in "%s" tells', (text, sides) => {
    expect(analyze(text).measures.map(({ values, unit }) => [values, unit])).toContainEqual([
      sides,
      /х\d{3}/.test(text) ? null : 'mm',
    ]);
  });

  it('does not take a density for a diameter', () => {
    expect(measures('Газоблок Д500')).toEqual([]);
  });

  it('tells what a thing is from what it is for', () => {
    const byContext = (context: boolean): string[] =>
      analyze('Клей для керамической плитки')
        .words.filter((word) => !word.stop && word.context === context)
        .map(({ text }) => text);
    expect(byContext(false)).toEqual(['клей']);
    expect(byContext(true)).toEqual(['керамической', 'плитки']);
  });
});

describe('stemWord', () => {
  it.each([
    ['досок', 'доска'],
    ['плиток', 'плитка'],
    ['щебня', 'щебень'],
    ['газобетонные', 'газобетон'],
    ['дверей', 'дверь'],
    ['смесители', 'смеситель'],
    ['брусков', 'брусок'],
    ['sealants', 'sealant'],
    // Nouns that end as verbs do.
    ['смеси', 'смесь'],
    ['профили', 'профиль'],
    ['эмали', 'эмаль'],
    ['мембраны', 'мембрана'],
    ['материалы', 'материал'],
    ['гранита', 'гранит'],
    ['защиты', 'защита'],
    ['клапаны', 'клапан'],
    ['отливы', 'отлив'],
    ['зубила', 'зубило'],
    ['ванны', 'ванна'],
    ['систему', 'система'],
    ['реек', 'рейка'],
    ['шпилек', 'шпилька'],
    ['колодца', 'колодец'],
    ['батареи', 'батарея'],
    ['конька', 'конек'],
    ['швов', 'шов'],
  ])('brings %s to %s', (form, word) => {
    expect(stemWord(form)).toBe(stemWord(word));
  });

  it('keeps coal apart from corners', () => {
    expect(stemWord('уголь')).not.toBe(stemWord('угол'));
  });

  it('leaves verbs to the stemmer', () => {
    expect(stemWord('утеплить')).toBe('утепл');
  });
});

describe('keyboard layouts', () => {
  it('are undone both ways', () => {
    expect(toRussianLayout('wtvtyn')).toBe('цемент');
    expect(toEnglishLayout('лтфга')).toBe('knauf');
  });
});

describe('editDistance', () => {
  it('is symmetric, and zero exactly for equal words', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const there = editDistance(a, b, 12);
        return there === editDistance(b, a, 12) && (there === 0) === (a === b);
      }),
    );
  });

  it('counts a swap of neighbours once', () => {
    expect(editDistance('цмеент', 'цемент', 3)).toBe(1);
  });
});
