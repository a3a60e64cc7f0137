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
  const first = navigator.languages.find((tag) => /^(en|ru)\b/i.test(tag));
  return first?.toLowerCase().startsWith('ru') ? 'ru' : 'en';
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

/** A text whose key is known at run time only (an error code, a part of the system); `fallback` where there is none. */
export function tx(key: string, fallback: string): string {
  return TEXTS[language.value][key] ?? TEXTS.en[key] ?? fallback;
}

/** A text that counts: picks the plural form of the language (`key.one`, `key.few`, `key.many`, `key.other`). */
export function tn(key: string, n: number): string {
  const form = new Intl.PluralRules(language.value).select(n);
  const texts = TEXTS[language.value];
  return fill(texts[`${key}.${form}`] ?? texts[`${key}.other`] ?? key, { n: number(n) });
}

function fill(text: string, parameters: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}

const formats = new Map<string, Intl.NumberFormat>();

/** Making a format takes as long as formatting a hundred numbers: each is made once. */
function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language.value + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language.value, options);
    formats.set(key, format);
  }
  return format;
}

export function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  return numberFormat(options).format(value);
}

export function percent(share: number): string {
  return number(share, { style: 'percent', maximumFractionDigits: 1 });
}

/** Milliseconds as people read them. */
export function ms(value: number): string {
  return t('format.ms', { n: number(value, { maximumFractionDigits: value < 10 ? 2 : 0 }) });
}

export function bytes(value: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const power = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log(value) / Math.log(1_000)));
  return number(value / 1_000 ** power, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  });
}

/** A span of time as people say it: the largest unit that makes sense. */
export function duration(seconds: number): string {
  const [value, unit]: [number, string] =
    seconds < 90
      ? [seconds, 'second']
      : seconds < 5_400
        ? [seconds / 60, 'minute']
        : [seconds / 3_600, 'hour'];
  return number(value, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 0,
  });
}

/** Money by locale. The amount is a decimal string; Intl formats it without passing through a float. */
export function money(value: { amount: string; currency: string }): string {
  return numberFormat({ style: 'currency', currency: value.currency }).format(value.amount as `${number}`);
}

export function date(text: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium' }).format(new Date(text));
}

export function dateTime(text: string): string {
  const format = new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short' });
  return format.format(new Date(text));
}

export function time(at: Date): string {
  return new Intl.DateTimeFormat(language.value, { timeStyle: 'medium' }).format(at);
}
