import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ERROR_CODES } from '../src/common/index.js';

type Texts = Record<string, string>;
const read = (language: string): Texts =>
  JSON.parse(readFileSync(new URL(`../web/src/i18n/${language}.json`, import.meta.url), 'utf8')) as Texts;
const LANGUAGES = { en: read('en'), ru: read('ru') };
const FORM = /\.(zero|one|two|few|many|other)$/;
const base = (key: string): string => key.replace(FORM, '');
const basesOf = (texts: Texts): string[] =>
  [...new Set(Object.keys(texts).map(base))].filter((key) => !isError(key)).sort();
const parametersOf = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

/** What the server says of an error is English already, and says more than its code. */
const isError = (key: string): boolean => key.startsWith('error.');
/** Bases of the texts that count; `dimension.other` is none. */
const COUNTING = new Set(
  Object.keys(LANGUAGES.en)
    .filter((key) => key.endsWith('.one'))
    .map(base),
);

describe('the texts of the page', () => {
  it('are there in both languages, each key once', () => {
    expect(basesOf(LANGUAGES.en)).toEqual(basesOf(LANGUAGES.ru));
    expect(Object.keys(LANGUAGES.en).filter((key) => isError(key) && !(key in LANGUAGES.ru))).toEqual([]);
  });

  it.each(Object.entries(LANGUAGES))('have every plural form of %s, and only those', (language, texts) => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    expect(COUNTING.size).toBeGreaterThan(2);
    for (const key of COUNTING) {
      const forms = Object.keys(texts).filter((one) => base(one) === key && FORM.test(one));
      expect([key, ...forms.map((one) => one.slice(key.length + 1)).sort()]).toEqual([
        key,
        ...[...pluralCategories].sort(),
      ]);
    }
  });

  it('take the same parameters, and say something', () => {
    for (const [key, text] of Object.entries(LANGUAGES.ru)) {
      expect(text.trim()).not.toBe('');
      if (isError(key) && !(key in LANGUAGES.en)) continue;
      const english = LANGUAGES.en[key] ?? LANGUAGES.en[`${base(key)}.other`] ?? '';
      expect([key, ...parametersOf(text)]).toEqual([key, ...parametersOf(english)]);
    }
  });

  it('say in Russian what to do about every error that the server can answer with', () => {
    expect(ERROR_CODES.filter((code) => !(`error.${code}` in LANGUAGES.ru))).toEqual([]);
  });
});
