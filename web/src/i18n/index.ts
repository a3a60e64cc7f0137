import { signal } from '@preact/signals';
import en from './en.json';
import ru from './ru.json';

export type Language = 'en' | 'ru';
export type TextKey = keyof typeof en;

const TEXTS: Record<Language, Partial<Record<string, string>>> = { en, ru };
const STORED = 'language';

function initialLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === 'en' || stored === 'ru') return stored;
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith('ru')) ? 'ru' : 'en';
}

/** The language of the page: the browser's, until someone switches. */
export const language = signal<Language>(initialLanguage());

export function switchLanguage(): void {
  language.value = language.value === 'en' ? 'ru' : 'en';
  localStorage.setItem(STORED, language.value);
}

/** A text in the language of the page; `{name}` stands for a parameter. */
export function t(key: TextKey, parameters: Record<string, string | number> = {}): string {
  return fill(TEXTS[language.value][key] ?? en[key], parameters);
}

/** A text that counts: picks the plural form of the language (`key.one`, `key.few`, `key.many`, `key.other`). */
export function tn(key: string, n: number): string {
  const form = new Intl.PluralRules(language.value).select(n);
  const texts = TEXTS[language.value];
  return fill(texts[`${key}.${form}`] ?? texts[`${key}.other`] ?? key, { n: number(n) });
}

export function number(value: number): string {
  return new Intl.NumberFormat(language.value).format(value);
}

/** Money by locale. The amount is a decimal string; Intl formats it without passing through a float. */
export function money(value: { amount: string; currency: string }): string {
  const format = new Intl.NumberFormat(language.value, { style: 'currency', currency: value.currency });
  return format.format(value.amount as `${number}`);
}

export function dateTime(text: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(text),
  );
}

function fill(text: string, parameters: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}
