import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fullAdjective, plainForms } from './index.js';

describe('The plain word', () => {
  it.each([
    ['гвоздики', 'гвоздь'],
    ['досочка', 'доска'],
    ['песочек', 'песок'],
    ['щебенка', 'щебень'],
    ['шпателек', 'шпатель'],
    ['кисточкой', 'кисть'],
    ['валичек', 'валик'],
    ['саморезики', 'саморез'],
    ['обойчики', 'обои'],
    ['кранчик', 'кран'],
    ['электрорубанок', 'рубанок'],
  ])('of "%s" may be "%s"', (diminutive, plain) => {
    expect(plainForms(diminutive)).toContain(plain);
  });

  it('is not guessed from too little, nor for what is no Russian word', () => {
    for (const word of ['полочка', 'кик']) expect(plainForms(word)).not.toContain(word.slice(0, 3) + 'а');
    // "Углоок" is a slip for "уголок", "гипсока" one cut short, "пенька" a word of its own.
    for (const [word, form] of [
      ['углоок', 'угло'],
      ['гипсока', 'гипсо'],
      ['пенька', 'пеньь'],
    ] as const)
      expect(plainForms(word)).not.toContain(form);
    for (const word of ['', 'brick', 'м500', 'кирпич']) expect(plainForms(word)).toEqual([]);
  });

  it('comes in few forms, each once, each another word and long enough to mean something', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[а-я]{0,12}(ик|чик|очка|ушки|ек|ка|ичек|ами)?$/), (word) => {
        const forms = plainForms(word);
        expect(forms.length).toBeLessThanOrEqual(12);
        expect(new Set(forms).size).toBe(forms.length);
        for (const form of forms) {
          expect(form).not.toBe(word);
          expect(form.length).toBeGreaterThanOrEqual(4);
        }
      }),
    );
  });
});

describe('The adjective that a noun is short for', () => {
  it.each([
    ['малярка', 'малярная'],
    ['тротуарку', 'тротуарная'],
    ['минералка', 'минеральная'],
  ])('of "%s" is "%s"', (short, full) => {
    expect(fullAdjective(short)).toBe(full);
  });

  it('is none where nothing was cut or too little is left', () => {
    for (const word of ['цемент', 'банка', 'tube', '']) expect(fullAdjective(word)).toBeNull();
  });
});
